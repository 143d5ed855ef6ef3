// Documents to sort: each is shown, and put into the collection that it belongs to.

import "./collection-list.js";
import "./connection-note.js";
import "./key-bar.js";
import "./key-help.js";
import "./page-view.js";
import "./refused-answers.js";
import "./signed-out.js";
import "./small-question.js";
import "./unsent-sign.js";
import "./who-is-here.js";
import { Answers } from "./answers.js";
import { KEYS } from "./classify-keys.js";
import { wantedCollection } from "./collection-choice.js";
import * as kept from "./kept.js";
import { actionOf } from "./keys.js";
import { SKIP_DOCUMENT } from "./questions.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";
import { ShownDocument } from "./shown-document.js";
import { Stopwatch } from "./stopwatch.js";

const TO = "collection";
const part = (selector) => document.querySelector(selector);
const [view, list, bar, help, question] = ["page-view", "collection-list", "key-bar", "key-help", "small-question"].map(part);
const dialogs = [help, question];
const shown = new ShownDocument(view);
const answers = new Answers(TO);
const stopwatch = new Stopwatch();
const queue = new Queue("classify", prepare, { kinds: ["classify"] });

/** What is fetched ahead of a document. Of what can't be had, the reason is told when it is its turn. */
function prepare({ task_id: id, page_id: page }) {
  const ahead = { offers: server.offers(id), page: server.page(page) };
  Object.values(ahead).forEach((promise) => promise.catch(() => {}));
  ahead.page.then(({ tiles }) => { new Image().src = coarsest(tiles); }, () => {});
  return ahead;
}

const coarsest = ({ address, levels }) =>
  address.replace("{level}", levels - 1).replace("{x}", 0).replace("{y}", 0);

const say = (words) => { part("#news").textContent = words; };

/** For everybody, until the next key. Nothing, to put it away. */
function tell(words) {
  part("#told").textContent = words;
  part("#told").hidden = !words;
}

/** Show the document at hand, or say that there is none. */
async function show(sentence = "Fetching the next document…") {
  const line = queue.current;
  part("#work").hidden = !line;
  part("#state").hidden = Boolean(line);
  part("#state-text").textContent = sentence;
  part("#reason").textContent = line ? line.lease.reason : "";
  part("#name").textContent = "";
  part("#today").textContent = `${kept.countToday(0, TO)} today`;
  if (!line) return;
  stopwatch.start();
  list.show(null);
  list.focusField();
  try {
    const found = await line.offers;
    if (queue.current !== line) return;
    list.show(found.collections);
    part("#name").textContent = found.name ?? "";
    await shown.begin(found.pages, line.page);
    if (queue.current === line) describe(`Document to sort: ${found.name ?? "without a name"}. `);
  } catch (error) {
    if (queue.current === line) missing(line, error);
  }
}

/** What is needed of the document at hand can't be had just now. */
function missing(line, error) {
  tell(`${error.message} This document can't be shown yet.`);
  if (error instanceof server.Away) Object.assign(line, prepare(line.lease));
}

function describe(before = "") {
  part("#page").textContent = shown.inWords;
  view.setAttribute("aria-label", shown.inWords);
  say(`${before}${shown.inWords}. ${list.chosen ? `Chosen: ${list.chosen}.` : ""}`);
}

async function stepPage(by) {
  try {
    if (await shown.step(by)) describe();
    else say(by > 0 ? "This is the last page." : "This is the first page.");
  } catch (error) {
    tell(error.message);
  }
}

function put() {
  const { chosen: into } = list;
  if (into) hand({ outcome: "classified", into });
  else tell("No collection is chosen.");
}

function hand(given) {
  answers.hand(queue.current, { ...given, ...stopwatch.taken() });
  queue.next();
  show();
}

async function skip() {
  if (list.typed) return list.clear();
  const reason = await question.ask(SKIP_DOCUMENT);
  if (reason !== null) hand({ outcome: "skip", reason });
}

/** Take back the last answer while it waits here; once it was sent, the server says why it can't be. */
async function undo() {
  try {
    const before = await answers.takeBack();
    if (!before) return tell("There is nothing to take back here.");
    queue.back(before);
    await show();
  } catch (error) {
    tell(error.message);
  }
}

const ACTIONS = {
  put,
  digit: ({ key }) => list.byDigit(Number(key)),
  next: () => list.step(1),
  previous: () => list.step(-1),
  "next-page": () => { stepPage(1); },
  "previous-page": () => { stepPage(-1); },
  undo: () => { undo(); },
  skip: () => { skip(); },
  whole: () => view.fit(),
  larger: () => view.zoom(1),
  smaller: () => view.zoom(-1),
  help: () => help.open(KEYS),
  buttons: () => (bar.contains(document.activeElement) ? list.focusField() : bar.querySelector("button").focus()),
};
const WITHOUT_A_DOCUMENT = new Set(["undo", "help", "buttons"]);

/** Do an action by name. False if it can't be done now. */
function act(name, event) {
  return Boolean(queue.current || WITHOUT_A_DOCUMENT.has(name)) && ACTIONS[name](event) !== false;
}

function onKey(event) {
  if (dialogs.some((dialog) => dialog.isOpen)) return;
  if (event.key === "Enter" && event.target.closest("button, a")) return;
  stopwatch.key(event);
  tell("");
  const name = actionOf(KEYS, event, list.contains(event.target));
  const isHeldDown = event.repeat && name === "put";
  if (isHeldDown || (name && act(name, event))) event.preventDefault();
}

async function whyNothing() {
  const all = await server.collections().catch(() => null);
  if (all && !all.some(({ settings }) => settings.inbox)) {
    return "No collection is an inbox, so there is nothing to sort. A lead can make one: `recto collections create NAME --set inbox=true`.";
  }
  return "No document waits for you to sort it. New ones appear here by themselves.";
}

function listen() {
  const { outgoing } = answers;
  document.addEventListener("keydown", onKey);
  bar.draw(KEYS);
  bar.addEventListener("do", (event) => { tell(""); act(event.detail, event); });
  dialogs.forEach((dialog) => dialog.addEventListener("close", () => list.focusField()));
  view.addEventListener("pointerup", () => list.focusField());
  view.addEventListener("missing", () => tell("Part of the page's image can't be fetched."));
  list.addEventListener("click", () => list.focusField());
  list.addEventListener("choose", () => { if (list.chosen) say(`Chosen: ${list.chosen}.`); });
  outgoing.addEventListener("change", () => part("unsent-sign").draw());
  outgoing.addEventListener("refused", () => part("refused-answers").draw());
  part("refused-answers").addEventListener("close", () => list.focusField());
  part("connection-note").addEventListener("again", () => { outgoing.send(); queue.fill(); show(); });
  server.entrance.addEventListener("in", async () => { await outgoing.send(); await queue.resume(); });
  queue.addEventListener("ready", () => show());
  queue.addEventListener("empty", async () => { const why = await whyNothing(); if (!queue.current) show(why); });
  queue.addEventListener("away", ({ detail }) => show(`${detail.text} What you said waits in this browser and goes out by itself.`));
  queue.addEventListener("lost", () => { show(); tell("You held the document too long: it went back to the others."); });
}

listen();
queue.collection = wantedCollection();
answers.outgoing.start();
queue.start().then(() => show(part("#state-text").textContent));
