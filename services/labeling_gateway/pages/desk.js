// A desk: a person's seat at a queue of tasks. What a task is about, the desks that extend this one say.

import "./connection-note.js";
import "./refused-answers.js";
import "./signed-out.js";
import "./unsent-sign.js";
import "./who-is-here.js";
import { Answers } from "./answers.js";
import { fillCollections, wantedCollection } from "./collection-choice.js";
import * as kept from "./kept.js";
import * as server from "./server.js";
import { Stopwatch } from "./stopwatch.js";

const part = (selector) => document.querySelector(selector);

export class Desk {
  stopwatch = new Stopwatch();
  #queue;
  #answers;
  #called;
  #to;

  /**
   * A desk with the tasks of a queue. `field` is where the person types, `called` what one of its tasks is called, `to`
   * where the server takes its answers, and `skipping` the question that is asked of whoever skips one.
   */
  constructor(queue, { field, called, to, skipping }) {
    this.field = field;
    this.skipping = skipping;
    this.#queue = queue;
    this.#called = called;
    this.#to = to;
    this.#answers = new Answers(to);
  }

  /** Show a task that comes to hand for the first time. */
  begin(_task) {}

  /** Show a task that comes back to hand, as it was left. */
  resume(_task) {}

  /** What `resume` needs of the task at hand; nothing where it begins anew. */
  leave() {}

  /** Undo something in the task at hand. False at its start. */
  undoHere() {
    return false;
  }

  /** Show that nothing is at hand. */
  rest() {}

  /** The network is said to be there again: fetch what could not be had. */
  tryAgain() {}

  /** Why no task of a collection waits for this person, in a sentence. */
  whyNothing(_collection) {
    return "Nothing waits for you.";
  }

  /** Fetch the first tasks. */
  start() {
    this.#queue.collection = wantedCollection();
    this.#listen();
    this.#listenToQueue();
    this.#answers.outgoing.start();
    this.#queue.start().then(() => this.#show(part("#state-text").textContent));
    this.#offerCollections();
  }

  /** The task at hand: its lease, and what was fetched ahead as promises; undefined if there is none. */
  get task() {
    return this.#queue.current;
  }

  /** For whoever listens to the page instead of looking at it. */
  say(words) {
    part("#news").textContent = words;
  }

  /** For everybody, until the next key: why something was not done. Nothing, to put it away. */
  tell(words) {
    part("#told").textContent = words;
    part("#told").hidden = !words;
  }

  /** Hand in an answer and go on; it is kept here until the server has it. */
  hand(outcome, more = {}) {
    const { task } = this;
    performance.mark("recto-answered");
    this.#answers.hand(task, { outcome, ...this.stopwatch.taken(), ...more });
    task.left = this.leave();
    this.#queue.next();
    this.#show();
  }

  /** Undo in this task; at its start, go back into the one just answered. */
  async undo() {
    if (this.task && this.undoHere()) return;
    try {
      const before = await this.#answers.takeBack();
      if (!before) return this.tell("There is nothing to undo here.");
      this.#queue.back(before);
      this.#show();
    } catch (error) {
      this.tell(error.message);
    }
  }

  /** Show the task at hand, or say that there is none. */
  #show(sentence = `Fetching the next ${this.#called}…`) {
    const { task } = this;
    part("#work").hidden = !task;
    part("#state").hidden = Boolean(task);
    part("#reason").textContent = task ? `asked: ${task.lease.reason}` : "";
    part("#today").textContent = `${kept.countToday(0, this.#to)} today`;
    part("#state-text").textContent = sentence;
    if (!task) return this.rest();
    this.stopwatch.start();
    if (task.left) this.resume(task);
    else this.begin(task);
  }

  #listen() {
    const { outgoing } = this.#answers;
    outgoing.addEventListener("change", () => part("unsent-sign").draw());
    outgoing.addEventListener("refused", () => part("refused-answers").draw());
    part("refused-answers").addEventListener("close", () => this.field.focusField());
    part("connection-note").addEventListener("again", () => { outgoing.send(); this.#queue.fill(); this.tryAgain(); });
    server.entrance.addEventListener("in", () => this.#goOn());
  }

  #listenToQueue() {
    const queue = this.#queue;
    queue.addEventListener("ready", () => this.#show());
    queue.addEventListener("empty", async () => {
      const why = await this.whyNothing(queue.collection);
      if (!this.task) this.#show(why);
    });
    queue.addEventListener("refused", ({ detail }) => this.#show(detail.text));
    queue.addEventListener("away", ({ detail }) => {
      this.#show(`${detail.text} Your answers wait in this browser and go out by themselves.`);
    });
    queue.addEventListener("lost", ({ detail }) => this.#lost(detail));
  }

  /** The lease of the task at hand is over; what was typed in it is kept. */
  #lost({ text, lease }) {
    const why = `you held the ${this.#called} too long.`;
    if (text) kept.keepRefused({ taskId: lease.task_id, given: { epoch: lease.epoch, text } }, why);
    part("refused-answers").draw();
    this.#show();
    if (!text) this.tell(`It went back to the others: ${why}`);
  }

  /** Signed in again: what waited for that goes out, and then the next tasks come. */
  async #goOn() {
    await this.#answers.outgoing.send();
    await this.#queue.resume();
    this.#offerCollections();
  }

  /** Where the page has a choice of collections. */
  #offerCollections() {
    const choice = part("#collection");
    if (!choice) return;
    fillCollections(choice, (name) => {
      this.#queue.change(name).then(() => this.field.focusField());
      this.#show();
    });
  }
}
