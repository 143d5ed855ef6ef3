// How an inbox stands: what waits to be sorted, where documents went, and who sorts. It has no lines to ask for.

import { counted, element, some, waited } from "./elements.js";
import { question, table } from "./sections.js";

/** All there is to say of an inbox; `figures` of people are null for those who may not see them. */
export function ofInbox(progress, figures) {
  return [
    question("What waits, and how long?", element("p", {}, waiting(progress))),
    question("Where did the documents go?", whereTo(progress)),
    figures && question("Who sorts, and how fast?", who(figures)),
    element("p", { class: "note" }, "An inbox: its documents are read and sorted, and nothing of them is asked for, learned or accepted before."),
  ];
}

/** What is still in it, in sentences. Pure. */
export function waiting({ documents, queue }) {
  if (!documents) return "Nothing: no document is left in it.";
  const sort = queue.find(({ kind }) => kind === "classify") ?? { free: 0, leased: 0, oldest_wait_seconds: 0 };
  const asked = sort.free + sort.leased;
  const unread = documents - asked;
  const rest = unread > 0 ? ` ${some(unread, "document")} ${unread === 1 ? "is" : "are"} still being read.` : "";
  if (!asked) return rest.trim();
  const held = sort.leased ? `, ${counted(sort.leased)} of them in somebody's hands` : "";
  return `${some(asked, "document")} to be sorted${held}. The oldest has waited ${waited(sort.oldest_wait_seconds)}.${rest}`;
}

function whereTo({ sorted_into: into }) {
  const rows = Object.entries(into).map(([name, documents]) => [name, counted(documents)]);
  return rows.length ? table(["Collection", "Documents put there"], rows) : element("p", {}, "None has been put into a collection yet.");
}

function who({ sorting }) {
  if (!sorting.length) return element("p", {}, "Nobody has sorted anything yet.");
  const rows = sorting.map(({ person, documents, skipped, median_seconds: seconds }) =>
    [person, counted(documents), counted(skipped), seconds === null ? "" : seconds.toFixed(1)]);
  return table(["Person", "Documents sorted", "Skipped", "Seconds a document"], rows);
}
