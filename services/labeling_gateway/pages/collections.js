// The collections, and how far each is.

import "./signed-out.js";
import "./who-is-here.js";
import { element, percent, some } from "./elements.js";
import { waiting } from "./inbox-state.js";
import * as server from "./server.js";
import { marks } from "./states.js";

const [state, content] = ["#state", "#content"].map((selector) => document.querySelector(selector));

function errorRate({ rounds }) {
  const last = rounds.findLast((made) => made.decision === "promoted" && made.verdict);
  return last ? `${(100 * last.verdict.candidate_cer).toFixed(1)} % in ${last.version}` : "no model trained yet";
}

function ofLines(settings, progress) {
  return [
    ["Lines", marks(progress.lines)],
    ["Waiting for people", `${progress.open} free, ${progress.leased} in somebody's hands`],
    ["Labels", `${progress.labels}, ${some(progress.characters_keyed, "character")} keyed, ${some(progress.edits, "edit")}`],
    ["Held-out CER", `${errorRate(progress)}; the target is ${percent(settings.target_cer)}`],
    ["Strategy", `${settings.strategy}, ${settings.batch_lines} lines a round`],
  ];
}

function ofInbox({ sorted_into: into, ...progress }) {
  const sorted = Object.values(into).reduce((sum, documents) => sum + documents, 0);
  return [["To be sorted", waiting(progress)], ["Sorted", some(sorted, "document")]];
}

function section({ name, settings }, progress) {
  const at = `?collection=${encodeURIComponent(name)}`;
  const facts = settings.inbox ? ofInbox(progress) : ofLines(settings, progress);
  const work = settings.inbox ? [`/classify${at}`, "Sort its documents"] : [`/${at}`, "Work on its lines"];
  return element(
    "section",
    {},
    element("h2", {}, name),
    element(
      "p",
      {},
      element("a", { href: `/collection?name=${encodeURIComponent(name)}` }, "How it stands"), " · ",
      element("a", { href: work[0] }, work[1]), " · ",
      element("a", { href: `/documents${at}` }, "Documents"), " · ",
      element("a", { href: `/settings?name=${encodeURIComponent(name)}` }, "Settings"),
    ),
    element("table", {}, element("tbody", {}, ...facts.map(([what, value]) =>
      element("tr", {}, element("th", { scope: "row" }, what), element("td", {}, value))))),
  );
}

try {
  const all = await server.collections();
  const progress = await Promise.all(all.map(({ name }) => server.progress(name)));
  content.append(...all.map((one, at) => section(one, progress[at])));
  state.textContent = all.length ? "" : "No collections yet. `recto collections create NAME` makes one.";
} catch (error) {
  state.textContent = error.message;
}
