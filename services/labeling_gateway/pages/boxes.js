// The boxes editor: puts the parts together. What each part does is in its own file.

import "./key-help.js";
import "./page-notice.js";
import "./page-view.js";
import "./signed-out.js";
import "./small-question.js";
import "./who-is-here.js";
import { BoxActions } from "./box-actions.js";
import { KEYS } from "./box-keys.js";
import { drawable, handedIn } from "./drawn-lines.js";
import { element } from "./elements.js";
import { HeldPage } from "./held-page.js";
import * as drawings from "./kept-drawings.js";
import { actionOf, chord } from "./keys.js";
import { LineEditing } from "./line-editing.js";
import { inWords } from "./line-words.js";
import { crossesItself } from "./outlines.js";
import { SKIP_PAGE } from "./questions.js";
import * as server from "./server.js";

const part = (selector) => document.querySelector(selector);
const [view, help, question, notice, state] = ["page-view", "key-help", "small-question", "page-notice", "#state"].map(part);
const wanted = new URLSearchParams(location.search);
const held = new HeldPage();
let editing = null;
const actions = new BoxActions({ editing: () => editing, view, help, skip: () => skip(), handIn: () => handIn() });
let isSending = false;

const say = (words) => { part("#said").textContent = words; };

/** Nothing to draw on: say why, and where to go from here. */
function rest(sentence, ...more) {
  editing = null;
  view.hidden = true;
  notice.hidden = true;
  state.hidden = false;
  part("#state-text").textContent = sentence;
  part("#state-more").replaceChildren(...more);
  ["#what", "#reason"].forEach((selector) => { part(selector).textContent = ""; });
  ["#counts", ".keys"].forEach((selector) => { part(selector).hidden = true; });
}

const link = (href, words) => element("a", { href }, words);
const documentLink = () => link(`/document?id=${encodeURIComponent(held.page.document_id)}`, "The document");

/** Show the page in hand, with what was drawn on it before. */
function show(lines) {
  editing = new LineEditing(held.page, lines);
  editing.addEventListener("change", () => describe());
  editing.addEventListener("lines", () => keep());
  editing.addEventListener("say", (event) => say(event.detail));
  state.hidden = true;
  [view, part("#counts"), part(".keys")].forEach((shown) => { shown.hidden = false; });
  view.show(held.page, editing);
  part("#what").textContent = `${held.page.collection} · page ${held.page.number}`;
  part("#reason").textContent = part("#reason").title = `asked: ${held.lease.reason}`;
  part("#kept").textContent = "nothing drawn yet";
  chooseWanted();
  describe();
  view.focus();
}

function chooseWanted() {
  const id = wanted.get("line")?.split("/").slice(1).join("/");
  const line = editing.lines.find((each) => each.id === id);
  if (!line) return;
  editing.select(line.key);
  view.reveal(line);
}

/** Say what is at hand, for those who see it and those who hear it. */
function describe() {
  const { lines, mode } = editing;
  view.setAttribute("mode", mode);
  part("#count").textContent = `${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
  view.setAttribute("aria-label", inWords(editing));
}

function keep() {
  const isKept = drawings.keep(held.page.page_id, held.page.revision, editing.lines);
  part("#kept").textContent = isKept ? "kept in this browser" : "this browser has no room: hand in soon";
}

function startOn() {
  const known = drawable(held.lines);
  const kept = drawings.keptOf(held.page.page_id);
  if (!kept) return show(known);
  const drawn = drawings.joined(kept.lines, held.lines);
  if (kept.revision === held.page.revision) {
    show(known);
    editing.drawing.change(drawn);
    editing.select(null);
    keep();
    return say("Here are your lines of before. Ctrl+Z goes back to the page's own.");
  }
  show(known);
  return notice.ask(
    "You drew lines on this page before somebody else handed in theirs, which you see now.",
    ["Show mine", () => { editing.drawing.change(drawn); editing.select(null); }],
    ["Put mine away", () => drawings.drop(held.page.page_id)],
  );
}

/** Take a page and show it, or say why that can't be. */
async function begin(pageId) {
  try {
    if (await held.take(pageId)) return startOn();
    return rest("No page waits for its lines to be drawn.", link("/", "To the lines"), " · ", link("/documents", "Documents"));
  } catch (error) {
    if (!(error instanceof server.Refused) && !(error instanceof server.Away)) throw error;
    const again = element("button", { type: "button", onclick: () => begin(pageId) }, "Try again");
    return rest(error.message, again, " · ", link("/documents", "Documents"));
  }
}

/** What can be seen to be wrong before the server is asked. */
function firstWrong() {
  const at = editing.lines.findIndex((line) => line.key !== line.id && crossesItself(line.polygon));
  return at < 0 ? null : { at, words: `Line ${at + 1} has an outline that crosses itself: move its points until it does not.` };
}

async function skip() {
  const reason = await question.ask(SKIP_PAGE);
  if (reason !== null) await send({ outcome: "skip", reason });
}

async function handIn() {
  const wrong = firstWrong();
  if (wrong) return point(wrong.at, wrong.words);
  return send({ outcome: "drawn", lines: handedIn(editing.lines) });
}

function inWordsOf({ outcome, revision }) {
  if (outcome === "skip") return "Skipped.";
  return revision === held.page.revision ? "Handed in: its lines are right as they are." : "Handed in. The page is being read by these lines.";
}

async function send(given) {
  if (isSending) return;
  isSending = true;
  say("Handing in…");
  try {
    const taken = await held.answer(given);
    drawings.drop(held.page.page_id);
    say("");
    const next = element("button", { type: "button", class: "main", onclick: () => begin(null) }, "Next page");
    rest(inWordsOf(taken), next, " · ", documentLink(), " · ", link("/", "To the lines"));
    next.focus();
  } catch (error) {
    refused(error);
  } finally {
    isSending = false;
  }
}

function refused(error) {
  const at = /^lines\.(\d+)$/.exec(error.problem?.field ?? "")?.[1];
  if (at !== undefined) point(Number(at), error.message.replace(/^lines\.\d+: l/, "L"));
  else if (error.status === 409) lost(error.message);
  else if (error instanceof server.Away || error instanceof server.Refused) {
    say("");
    notice.ask(`${error.message} Your lines are kept in this browser.`, ["Hand in again", () => handIn()]);
  } else throw error;
}

/** Show which line is meant. */
function point(at, words) {
  const line = editing.lines[at];
  editing.select(line.key);
  view.reveal(line);
  say(words);
}

function lost(sentence) {
  say("");
  const takeAgain = async () => {
    try {
      await held.again();
      say("The page is yours again. Enter hands it in.");
    } catch (error) {
      refused(error);
    }
  };
  notice.ask(`${sentence} Your lines are kept in this browser.`, ["Take the page again, with my lines", takeAgain], ["See it as it stands", () => begin(held.page.page_id)]);
}

function onKey(event) {
  if (help.isOpen || question.isOpen) return;
  const isInControls = event.target.closest("button, a, input");
  if (isInControls && ["Enter", "Space", "Tab", "Shift+Tab"].includes(chord(event))) return;
  const name = actionOf(KEYS, event, false);
  if (name && actions.act(name, event)) event.preventDefault();
}

function listen() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", (event) => { if (event.key === " ") view.hold(false); });
  addEventListener("blur", () => view.hold(false));
  document.querySelectorAll("[data-does]").forEach((button) => {
    button.addEventListener("click", (event) => { actions.act(button.dataset.does, event); if (editing && !question.isOpen && !help.isOpen) view.focus(); });
  });
  [question, help, notice].forEach((dialog) => dialog.addEventListener("close", () => view.focus()));
  held.addEventListener("lost", (event) => lost(event.detail));
  view.addEventListener("missing", () => say("Part of the page's image can't be fetched."));
}

listen();
const task = wanted.get("task");
begin(wanted.get("page") ?? (task && (await server.taskOf(task)).page_id));
