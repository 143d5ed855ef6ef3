// The collections, and how far each is.

import "./signed-out.js";
import "./who-is-here.js";
import { element, percent } from "./elements.js";
import * as server from "./server.js";
import { marks } from "./states.js";

const [state, content] = ["#state", "#content"].map((selector) => document.querySelector(selector));

function errorRate({ rounds }) {
  const last = rounds.findLast((made) => made.decision === "promoted" && made.verdict);
  return last ? `${(100 * last.verdict.candidate_cer).toFixed(1)} % in ${last.version}` : "no model trained yet";
}

function section({ name, settings }, progress) {
  const at = `?collection=${encodeURIComponent(name)}`;
  const facts = [
    ["Lines", marks(progress.lines)],
    ["Waiting for people", `${progress.open} free, ${progress.leased} in somebody's hands`],
    ["Labels", `${progress.labels}, ${progress.characters_keyed} characters keyed, ${progress.edits} edits`],
    ["Held-out CER", `${errorRate(progress)}; the target is ${percent(settings.target_cer)}`],
    ["Strategy", `${settings.strategy}, ${settings.batch_lines} lines a round`],
  ];
  return element(
    "section",
    {},
    element("h2", {}, name),
    element(
      "p",
      {},
      element("a", { href: `/collection?name=${encodeURIComponent(name)}` }, "How it stands"), " · ",
      element("a", { href: `/${at}` }, "Work on its lines"), " · ",
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
