// The line editor: puts the parts together. What each part does is in its own file.

import "./alternatives-list.js";
import "./key-help.js";
import "./line-image.js";
import "./line-text.js";
import "./refused-answers.js";
import "./skip-reason.js";
import "./unsent-sign.js";
import { element } from "./elements.js";
import * as kept from "./kept.js";
import { actionOf } from "./keys.js";
import { Outgoing } from "./outgoing.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";

const part = (selector) => document.querySelector(selector);
const [work, state, picture, text, alternatives] = ["#work", "#state", "line-image", "line-text", "alternatives-list"].map(part);
const [help, skip, late, sign] = ["key-help", "skip-reason", "refused-answers", "unsent-sign"].map(part);

const queue = new Queue();
const outgoing = new Outgoing();
let shownAt = 0;
let keystrokes = 0;

const say = (words) => { part("#news").textContent = words; };

/** Show the line at hand, or say that there is none. */
function show(sentence = "Fetching the next line…") {
  const line = queue.current;
  work.hidden = !line;
  state.hidden = Boolean(line);
  part("#reason").textContent = line ? `asked: ${line.lease.reason}` : "";
  part("#today").textContent = `${kept.countToday(0)} today`;
  if (!line) {
    part("#state-text").textContent = sentence;
    return;
  }
  const { task_id: id, text: prefill } = line.lease;
  picture.show(line);
  text.start(kept.draftOf(id) ?? prefill);
  line.graphemes.then((graphemes) => { if (queue.current === line) text.mark(prefill, graphemes); });
  shownAt = performance.now();
  keystrokes = 0;
  say(`Line to read: ${prefill || "no text was read"}`);
}

/** Hand in an answer and go on; it is kept here until the server has it. */
function hand(outcome, more = {}) {
  const { task_id: id, epoch } = queue.current.lease;
  const seconds = Math.min(86400, (performance.now() - shownAt) / 1000);
  outgoing.add(id, { epoch, outcome, seconds: Number(seconds.toFixed(2)), keystrokes, ...more });
  kept.countToday(1);
  queue.next();
  show();
}

function accept() {
  takeWalked();
  const given = text.value.trim();
  if (!given) {
    say("An empty line can't be accepted. Ctrl+U says that it is unreadable, F2 that it is no text.");
    return;
  }
  const unchanged = given.normalize("NFC") === queue.current.lease.text.trim();
  hand(unchanged ? "accept" : "correct", unchanged ? {} : { text: given });
}

function takeWalked() {
  if (text.place && alternatives.walkedTo !== undefined) text.choose(alternatives.walkedTo);
}

function stepTo(by) {
  takeWalked();
  if (!text.step(by)) say("No doubtful place in this line.");
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

const ALWAYS = { help: () => help.open(), invert: () => picture.invert(), larger: () => picture.zoom(1), smaller: () => picture.zoom(-1) };
const ON_A_LINE = {
  accept,
  skip: () => skip.open(),
  unreadable: () => hand("unreadable"),
  "not-text": () => hand("not-text"),
  "wrong-cut": () => drawLines(queue.current.lease),
  "next-doubt": () => stepTo(1),
  "previous-doubt": () => stepTo(-1),
  "walk-on": () => alternatives.walk(1),
  "walk-back": () => alternatives.walk(-1),
};

/** Do an action by name. False if it can't be done now. */
function act(name) {
  const action = ALWAYS[name] ?? (queue.current ? ON_A_LINE[name] : null);
  action?.();
  return Boolean(action);
}

function onKey(event) {
  if (help.isOpen || skip.isOpen) return;
  if (event.target.closest("select")) return;
  if (!event.repeat && !["Shift", "Control", "Alt", "Meta"].includes(event.key)) keystrokes += 1;
  const inText = text.contains(event.target);
  const name = actionOf(event, inText);
  if (name === "accept" && event.repeat) event.preventDefault();
  else if (name === "digit" ? chooseByDigit(event) : name && act(name)) event.preventDefault();
}

function listen() {
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("[data-does]").forEach((button) => {
    button.addEventListener("click", () => { act(button.dataset.does); });
  });
  text.addEventListener("edit", () => kept.saveDraft(queue.current.lease.task_id, text.value));
  text.addEventListener("place", () => alternatives.show(text.place?.place ?? null));
  alternatives.addEventListener("choose", (event) => { text.choose(event.detail); });
  skip.addEventListener("reason", (event) => hand("skip", { reason: event.detail }));
  [skip, help, late].forEach((dialog) => dialog.addEventListener("close", () => text.focusField()));
  outgoing.addEventListener("change", () => sign.draw());
  outgoing.addEventListener("refused", () => late.draw());
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

/** Fill in who is here and what can be worked on; the lines do not wait for it. */
async function introduce() {
  const [person, all] = await Promise.all([server.me(), server.collections()]);
  part("#person").textContent = person.person;
  const wanted = new URLSearchParams(location.search).get("collection") ?? "";
  const select = part("#collection");
  const option = (value, name) => element("option", { value, selected: value === wanted ? "" : null }, name);
  select.replaceChildren(option("", "all collections"), ...all.map(({ name }) => option(name, name)));
  select.addEventListener("change", () => { queue.change(select.value).then(() => text.focusField()); show(); });
}

queue.collection = new URLSearchParams(location.search).get("collection") ?? "";
listen();
listenToQueue();
outgoing.start();
queue.start().then(() => show(part("#state-text").textContent));
introduce().catch(() => { part("#person").textContent = "offline"; });
