// The list of documents, newest first.

import "./signed-out.js";
import "./who-is-here.js";
import { element } from "./elements.js";
import * as server from "./server.js";
import { marks } from "./states.js";

const [state, content] = ["#state", "#content"].map((selector) => document.querySelector(selector));
const collection = new URLSearchParams(location.search).get("collection");
const rows = element("tbody");
const more = element("button", { type: "button", hidden: "" }, "Show more");

function row({ document_id: id, name, collection: of, pages, lines, completed_at: completed, moved }) {
  return element(
    "tr",
    {},
    element("td", {}, element("a", { href: `/document?id=${encodeURIComponent(id)}` }, name ?? id)),
    element("td", {}, of),
    element("td", { class: "number" }, String(pages ?? "")),
    element("td", {}, marks(lines)),
    element("td", {}, moved ? movedTo(moved) : completed ? "complete" : ""),
  );
}

const movedTo = ({ collection: into, document_id: id }) =>
  element("span", {}, "put into ", into ? element("a", { href: `/document?id=${encodeURIComponent(id)}` }, into) : "a collection");

async function load(after) {
  const query = { ...(collection ? { collection } : {}), ...(after ? { after } : {}) };
  try {
    const { documents, next } = await server.documents(query);
    rows.append(...documents.map(row));
    more.hidden = !next;
    more.onclick = () => load(next);
    state.textContent = rows.children.length ? "" : "No documents yet. `recto ingest` brings some in.";
  } catch (error) {
    state.textContent = error.message;
  }
}

const titles = ["Document", "Collection", "Pages", "Lines", "State"].map((title, at) =>
  element("th", { scope: "col", class: at === 2 ? "number" : null }, title));
content.append(element("table", {}, element("thead", {}, element("tr", {}, ...titles)), rows), more);
load();
