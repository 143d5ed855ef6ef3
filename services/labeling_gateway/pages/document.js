// One document: its text as it stands, line by line, and its exports.

import "./signed-out.js";
import "./who-is-here.js";
import { element, percent } from "./elements.js";
import * as server from "./server.js";
import { mark, marks } from "./states.js";

const [title, state, content] = ["#title", "#state", "#content"].map((selector) => document.querySelector(selector));
const id = new URLSearchParams(location.search).get("id") ?? "";

function words({ text, state: stands, model_version: reader, withheld }) {
  if (withheld) return element("span", { class: "note" }, "personal data, shown to the cleared only");
  const isAwaited = text === null && stands === "read" && reader === null;
  return element("span", { class: isAwaited ? "text note" : "text" }, isAwaited ? "not read yet" : (text ?? ""));
}

function line(shown) {
  const { state: stands, confidence } = shown;
  return element(
    "li",
    {},
    words(shown),
    mark(stands),
    element("span", { class: "sure" }, percent(confidence)),
  );
}

function page({ page_id: pageId, number, lines, unreadable }) {
  const draw = element("a", { href: `/boxes?page=${encodeURIComponent(pageId)}` }, "draw its lines");
  return element(
    "section",
    {},
    element("h2", {}, `Page ${number} `, draw),
    unreadable ? element("p", { class: "note" }, `Not readable: ${unreadable}`) : null,
    lines.length || unreadable ? null : element("p", { class: "note" }, "Not read yet."),
    element("ol", { class: "lines" }, ...lines.map(line)),
  );
}

function exportLink(format, name) {
  return element("a", { href: `/v1/documents/${encodeURIComponent(id)}/export?format=${format}` }, name);
}

const MAY_EXPORT = ["lead", "admin"];

try {
  if (!id) throw new Error("No document was chosen: open one from the list of documents.");
  const [shown, { role }] = await Promise.all([server.wholeDocument(id), server.me()]);
  title.textContent = shown.name ?? shown.document_id;
  state.textContent = shown.completed_at ? "Complete." : "";
  const files = [exportLink("text", "plain text"), " · ", exportLink("json", "JSON"), " · ", exportLink("alto", "ALTO")];
  content.append(marks(shown.lines), MAY_EXPORT.includes(role) ? element("p", {}, "As a file: ", ...files) : "", ...shown.content.map(page));
} catch (error) {
  state.textContent = error.message;
}
