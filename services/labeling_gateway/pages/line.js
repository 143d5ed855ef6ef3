// The line editor: puts the parts together. What each part does is in its own file.

import "./alternatives-list.js";
import "./character-palette.js";
import "./connection-note.js";
import "./key-bar.js";
import "./key-help.js";
import "./line-picture.js";
import "./line-text.js";
import "./refused-answers.js";
import "./signed-out.js";
import "./skip-reason.js";
import "./unsent-sign.js";
import "./who-is-here.js";
import "./whole-page.js";
import { Answers } from "./answers.js";
import { fillCollections, wantedCollection } from "./collection-choice.js";
import * as kept from "./kept.js";
import { actionOf } from "./keys.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";
import { Stopwatch } from "./stopwatch.js";

const part = (selector) => document.querySelector(selector);
const [work, state, picture, text, alternatives, bar] = ["#work", "#state", "line-picture", "line-text", "alternatives-list", "key-bar"].map(part);
const [help, skip, palette, page, late, sign] = ["key-help", "skip-reason", "character-palette", "whole-page", "refused-answers", "unsent-sign"].map(part);
const dialogs = [help, skip, palette, page];

const queue = new Queue();
const answers = new Answers();
const stopwatch = new Stopwatch();
const cannot = new Set(["flag"]); // what this server does not take

const say = (words) => { part("#news").textContent = words; };

/** Show the line at hand, or say that there is none. */
async function show(sentence = "Fetching the next line…") {
  const line = queue.current;
  work.hidden = !line;
  state.hidden = Boolean(line);
  part("#reason").textContent = line ? `asked: ${line.lease.reason}` : "";
  part("#today").textContent = `${kept.countToday(0)} today`;
  part("#state-text").textContent = sentence;
  if (!line) return;
  begin(line);
  stopwatch.start();
  const shown = await line.picture;
  if (queue.current !== line) return;
  picture.show(shown, text.place?.place ?? null);
  stopwatch.shown();
}

function begin(line) {
  const { task_id: id, text: prefill } = line.lease;
  if (line.left) {
    text.resume(line.left);
    say(`Back to the line before: ${text.value}`);
    return;
  }
  text.start(kept.draftOf(id) ?? prefill);
  line.graphemes.then((graphemes) => { if (queue.current === line) text.mark(prefill, graphemes); });
  say(`Line to read: ${prefill || "no text was read"}`);
}

/** Hand in an answer and go on; it is kept here until the server has it. */
function hand(outcome, more = {}) {
  const line = queue.current;
  performance.mark("recto-answered");
  answers.hand(line, { outcome, ...stopwatch.taken(), ...more });
  line.left = text.kept;
  queue.next();
  show();
}

function accept(more = {}) {
  takeWalked();
  const given = text.value.trim();
  if (!given) {
    say("An empty line can't be accepted. Ctrl+U says that it is unreadable, F2 that it is no text.");
    return;
  }
  const unchanged = given.normalize("NFC") === queue.current.lease.text.trim();
  hand(unchanged ? "accept" : "correct", unchanged ? more : { text: given, ...more });
}

/** Undo in this line; at its start, go back into the one just answered. */
function undo() {
  if (queue.current && text.undo()) return;
  const before = answers.takeBack();
  if (!before) {
    say("There is nothing to undo: the line before has gone.");
    return;
  }
  queue.back(before);
  show();
}

function takeWalked() {
  if (text.place && alternatives.walkedTo !== undefined) text.choose(alternatives.walkedTo);
}

function stepTo(by) {
  const walked = text.place && alternatives.walkedTo !== undefined;
  takeWalked();
  if (!walked && !text.step(by)) say("No doubtful place in this line.");
}

/** On to the boxes editor. The line stays leased to this tab, and is here again on the way back. */
function drawLines({ page_id: page, line_id: line }) {
  location.assign(`/boxes?${new URLSearchParams({ page, line })}`);
}

function chooseByDigit(event) {
  const chosen = text.place && alternatives.byDigit(Number(event.key));
  if (chosen === null || chosen === undefined) return false;
  text.choose(chosen);
  return true;
}

async function openPage() {
  const shown = await queue.current?.picture;
  if (shown?.around) page.open(shown.around);
  else say("The page of this line is not at hand.");
}

const ALWAYS = {
  help: () => help.open(cannot),
  invert: () => picture.toggleAttribute("inverted"),
  contrast: () => picture.toggleAttribute("contrast"),
  larger: () => picture.zoom(1),
  smaller: () => picture.zoom(-1),
  buttons: () => (bar.contains(document.activeElement) ? text.focusField() : bar.querySelector("button").focus()),
  undo,
};
const ON_A_LINE = {
  accept: () => accept(),
  flag: () => accept({ flag: true }),
  skip: () => skip.open(),
  unreadable: () => hand("unreadable"),
  "not-text": () => hand("not-text"),
  "wrong-cut": () => drawLines(queue.current.lease),
  "next-doubt": () => stepTo(1),
  "previous-doubt": () => stepTo(-1),
  "next-word": () => text.stepWord(1),
  "previous-word": () => text.stepWord(-1),
  "walk-on": () => alternatives.walk(1),
  "walk-back": () => alternatives.walk(-1),
  redo: () => text.redo(),
  palette: () => palette.open(queue.current.lease.collection),
  page: openPage,
};

/** Do an action by name. False if it can't be done now. */
function act(name) {
  const action = cannot.has(name) ? null : (ALWAYS[name] ?? (queue.current ? ON_A_LINE[name] : null));
  action?.();
  return Boolean(action);
}

function onKey(event) {
  if (dialogs.some((dialog) => dialog.isOpen) || event.target.closest("select")) return;
  stopwatch.key(event);
  const name = actionOf(event, text.contains(event.target));
  const once = name === "accept" || name === "flag";
  if (once && event.repeat) event.preventDefault();
  else if (name === "digit" ? chooseByDigit(event) : name && act(name)) event.preventDefault();
}

function saveDraft() {
  const { task_id: id, epoch } = queue.current.lease;
  kept.saveDraft(id, epoch, text.value);
}

function listen() {
  document.addEventListener("keydown", onKey);
  bar.addEventListener("do", (event) => { act(event.detail); });
  picture.addEventListener("fit", ({ detail }) => {
    text.fit(detail, detail.room);
    alternatives.moveTo(text.placeLeft);
  });
  text.addEventListener("edit", saveDraft);
  text.addEventListener("place", () => {
    alternatives.show(text.place?.place ?? null);
    alternatives.moveTo(text.placeLeft);
    picture.frame(text.place?.place ?? null);
  });
  alternatives.addEventListener("choose", (event) => { text.choose(event.detail); });
  palette.addEventListener("character", (event) => text.insert(event.detail));
  skip.addEventListener("reason", (event) => hand("skip", { reason: event.detail }));
  [...dialogs, late].forEach((dialog) => dialog.addEventListener("close", () => text.focusField()));
  answers.outgoing.addEventListener("change", () => sign.draw());
  answers.outgoing.addEventListener("refused", () => late.draw());
  part("connection-note").addEventListener("again", () => { answers.outgoing.send(); queue.fill(); });
  server.entrance.addEventListener("in", goOn);
}

/** Signed in again: what waited for that goes out, and then the next lines come. */
async function goOn() {
  await answers.outgoing.send();
  await queue.resume();
  if (!part("#collection").options.length) fillCollections(part("#collection"), changeCollection);
}

function listenToQueue() {
  queue.addEventListener("ready", () => show());
  queue.addEventListener("empty", () => show("Nothing waits for you. New lines appear here by themselves."));
  queue.addEventListener("away", (event) => {
    show(`${event.detail.text} Your answers wait in this browser and go out by themselves.`);
  });
  queue.addEventListener("lost", (event) => {
    const { text: draft, lease } = event.detail;
    if (draft) kept.keepRefused({ taskId: lease.task_id, given: { epoch: lease.epoch, text: draft } }, "you held the line too long.");
    late.draw();
    show();
  });
}

function changeCollection(name) {
  queue.change(name).then(() => text.focusField());
  show();
}

async function offerFlag() {
  if (!(await server.takesFlags().catch(() => false))) return;
  cannot.delete("flag");
  bar.draw(cannot);
}

bar.draw(cannot);
queue.collection = wantedCollection();
listen();
listenToQueue();
answers.outgoing.start();
queue.start().then(() => show(part("#state-text").textContent));
fillCollections(part("#collection"), changeCollection);
offerFlag();
