// The parts of a page for leads: a question with its answer, and a table of figures.

import { element } from "./elements.js";

export function question(asked, ...answer) {
  return element("section", {}, element("h2", {}, asked), ...answer);
}

export function table(titles, rows) {
  const head = titles.map((text, column) => element("th", { scope: "col", class: column ? "number" : null }, text));
  const body = rows.map((cells) =>
    element("tr", {}, ...cells.map((text, column) => element("td", { class: column ? "number" : null }, text))));
  return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
}
