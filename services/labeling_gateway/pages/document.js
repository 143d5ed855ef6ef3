// One document: its text as it stands, line by line, and its exports.

import { element, percent } from "./elements.js";
import * as server from "./server.js";
import { mark, marks } from "./states.js";

const [title, state, content] = ["#title", "#state", "#content"].map((selector) => document.querySelector(selector));
const id = new URLSearchParams(location.search).get("id") ?? "";

function line({ text, state: stands, confidence, model_version: reader }) {
  const isAwaited = text === null && stands === "read" && reader === null;
  return element(
    "li",
    {},
    element("span", { class: isAwaited ? "text note" : "text" }, isAwaited ? "not read yet" : (text ?? "")),
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

try {
  const shown = await server.wholeDocument(id);
  title.textContent = shown.name ?? shown.document_id;
  state.textContent = shown.completed_at ? "Complete." : "";
  const files = [exportLink("text", "plain text"), " · ", exportLink("json", "JSON"), " · ", exportLink("alto", "ALTO")];
  content.append(marks(shown.lines), element("p", {}, "As a file: ", ...files), ...shown.content.map(page));
} catch (error) {
  state.textContent = error.message;
}
