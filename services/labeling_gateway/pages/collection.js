// A collection as its lead sees it: each section answers one question, in words first and figures after.

import "./signed-out.js";
import "./who-is-here.js";
import { figuresOf, whoDoesWhat } from "./collection-people.js";
import { acceptance, asking, forAnother, lastTraining, needed } from "./collection-words.js";
import { counted, element, percent, rate, some, waited } from "./elements.js";
import { ofInbox } from "./inbox-state.js";
import "./learning-curve.js";
import { question, table } from "./sections.js";
import * as server from "./server.js";
import { marks } from "./states.js";

const LOOK_AGAIN_MS = 5000;
const [title, state, content] = ["#title", "#state", "#content"].map((selector) => document.querySelector(selector));
const name = new URLSearchParams(location.search).get("name") ?? "";
const at = encodeURIComponent(name);
let shown = "";

function onTheWay(progress, settings) {
  const curve = element("learning-curve");
  curve.show(progress, settings.target_cer);
  return question("Are we on the way to the target?", element("p", {}, asking(progress.asking, settings)), curve);
}

function waits(progress) {
  const { queue } = progress;
  if (!queue.length) return question("What waits, and how long?", element("p", {}, "Nothing waits for anybody."));
  const another = forAnother(progress);
  const rows = queue.map(({ kind, free, leased, oldest_wait_seconds: oldest }) => [kind, `${free}`, `${leased}`, waited(oldest)]);
  const waiting = table(["Task", "Free", "In somebody's hands", "Oldest has waited"], rows);
  return question("What waits, and how long?", waiting, another && element("p", {}, another));
}

function said({ rounds }) {
  const last = rounds.findLast((made) => made.verdict);
  const rows = (last?.verdict.slices ?? []).map((slice) =>
    [slice.is_worse ? `${slice.name} (worse)` : slice.name, `${slice.lines}`, rate(slice.champion_cer), rate(slice.candidate_cer)]);
  const slices = rows.length
    ? element("details", {}, element("summary", {}, "By kind of line"), table(["Kind", "Lines", "Before", "After"], rows))
    : null;
  return question("What did the last training say?", element("p", {}, lastTraining(last)), slices, judged(last));
}

/** The lines that it was judged by, fetched when somebody wants to see them. */
function judged(last) {
  if (!last?.verdict.held_out_lines) return null;
  const inside = element("p", { class: "note" }, "Fetching them…");
  const details = element("details", {}, element("summary", {}, "Lines that it was judged by"), inside);
  details.addEventListener("toggle", async () => {
    try {
      inside.replaceWith(judgedLines(await server.judgedLines(name, last.version)));
    } catch (error) {
      inside.textContent = error.message;
    }
  }, { once: true });
  return details;
}

function judgedLines({ lines, better, worse, same }) {
  const said = `Fewer errors on ${better} lines, more on ${worse}, as many on ${same}. Those that changed most:`;
  return element("div", {}, element("p", {}, said), ...lines.map(judgedLine));
}

function judgedLine({ truth, champion, candidate, champion_errors: before, candidate_errors: after }) {
  const rows = [["Truth", truth], [`Before, ${before} wrong`, champion], [`After, ${after} wrong`, candidate]];
  return element("table", { class: "judged" }, element("tbody", {}, ...rows.map(([what, text]) =>
    element("tr", {}, element("th", { scope: "row" }, what), element("td", {}, text)))));
}

function accepted({ acceptance: bound, accepted: lines }) {
  return question("What is accepted without a person?", element("p", {}, acceptance(bound, lines)));
}

function takes(progress) {
  const spent = `So far ${some(progress.labels, "label")}: ${counted(progress.characters_keyed)} characters keyed,`
    + ` ${some(progress.edits, "edit")}, ${waited(progress.seconds)} with lines on screen.`;
  return question("What will it take?", element("p", {}, needed(progress)), element("p", { class: "note" }, spent));
}

function head({ documents, documents_complete: complete }, { inbox }) {
  const work = inbox ? [`/classify?collection=${at}`, "Sort its documents"] : [`/?collection=${at}`, "Work on its lines"];
  const all = inbox ? "Documents" : `Documents: ${documents}, ${complete} of them complete`;
  const links = [work, [`/documents?collection=${at}`, all], [`/settings?name=${at}`, "Settings"]];
  return element("p", {}, ...links.flatMap(([href, words]) => [" · ", element("a", { href }, words)]).slice(1));
}

/** What there is to say of a collection whose lines are asked for and learned from. */
function ofLines(progress, settings, figures) {
  return [
    marks(progress.lines),
    onTheWay(progress, settings),
    waits(progress),
    said(progress),
    accepted(progress),
    takes(progress),
    whoDoesWhat(figures),
    element("p", { class: "note" }, `Strategy ${settings.strategy}, ${settings.batch_lines} lines a round; target ${percent(settings.target_cer)}.`),
  ];
}

async function look() {
  try {
    const [{ settings }, progress, figures] = await Promise.all([server.collection(name), server.progress(name), figuresOf(name)]);
    state.textContent = "";
    show(progress, settings, figures);
  } catch (error) {
    state.textContent = error.message;
  }
  setTimeout(look, LOOK_AGAIN_MS);
}

/** Draw anew, but only if anything is new and nobody is reading what they have opened. */
function show(progress, settings, figures) {
  const now = JSON.stringify([progress, settings, figures]);
  if (now === shown || content.querySelector("details[open]")) return;
  shown = now;
  title.textContent = name;
  document.title = `${name} · Recto`;
  const parts = settings.inbox ? ofInbox(progress, figures) : ofLines(progress, settings, figures);
  content.replaceChildren(head(progress, settings), ...parts.filter(Boolean));
}

look();
