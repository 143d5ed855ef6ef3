// One document: its pages with what is known of each line, and the document as a file.

import "./long-name.js";
import "./page-sheet.js";
import "./signed-out.js";
import "./who-is-here.js";
import { element } from "./elements.js";
import { movedTo } from "./moved-to.js";
import * as server from "./server.js";
import { stateFilter } from "./state-filter.js";

const [title, state, tools, content] = ["#title", "#state", "#tools", "#content"].map((selector) => document.querySelector(selector));
const id = new URLSearchParams(location.search).get("id") ?? "";
const MAY_EXPORT = ["lead", "admin"];

function page({ page_id: pageId, number, width, height, unreadable }) {
  const draw = element("a", { href: `/boxes?page=${encodeURIComponent(pageId)}` }, "draw its lines");
  const sheet = element("page-sheet");
  sheet.pageId = pageId;
  sheet.size = { width, height };
  return element(
    "section",
    {},
    element("h2", {}, `Page ${number} `, draw),
    unreadable ? element("p", { class: "note" }, `Not readable: ${unreadable}`) : null,
    sheet,
  );
}

function files() {
  const link = (format, name) => element("a", { href: `/v1/documents/${encodeURIComponent(id)}/export?format=${format}` }, name);
  return element("p", {}, "As a file: ", link("text", "plain text"), " · ", link("json", "JSON"), " · ", link("alto", "ALTO"));
}

try {
  if (!id) throw new Error("No document was chosen: open one from the list of documents.");
  const [shown, { role }] = await Promise.all([server.documentOf(id), server.me()]);
  document.title = `${shown.name ?? id} · Recto`;
  title.name = shown.name ?? shown.document_id;
  const stands = `${shown.collection}${shown.completed_at ? ", complete" : ""}`;
  state.replaceChildren(stands, ...(shown.moved ? [", ", movedTo(shown.moved)] : []));
  tools.append(stateFilter(shown.lines, content));
  if (MAY_EXPORT.includes(role)) tools.append(files());
  content.dataset.role = role;
  content.append(...shown.content.map(page));
} catch (error) {
  state.textContent = error.message;
}
