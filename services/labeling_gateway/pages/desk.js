// A desk: where people answer one line after another. What the line editor and adjudication have in common.

import "./connection-note.js";
import "./line-picture.js";
import "./line-text.js";
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
  picture = part("line-picture");
  text = part("line-text");
  stopwatch = new Stopwatch();
  #queue;
  #begin;
  #whyNothing;
  #answers = new Answers();

  /**
   * A desk with the lines of a queue. `begin` is called with each line that comes to hand for the first time;
   * `whyNothing`, with the collection, gives the sentence for when none does.
   */
  constructor(queue, begin, whyNothing) {
    this.#queue = queue;
    this.#begin = begin;
    this.#whyNothing = whyNothing;
  }

  /** Fetch the first lines. */
  start() {
    this.#queue.collection = wantedCollection();
    this.#listen();
    this.#listenToQueue();
    this.#answers.outgoing.start();
    this.#queue.start().then(() => this.#show(part("#state-text").textContent));
    this.#offerCollections();
  }

  /** The line at hand; undefined if there is none. */
  get line() {
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

  /** Accept the text as it stands, and go on. */
  accept(more = {}) {
    const given = this.text.value.trim();
    if (!given) {
      this.tell("An empty line can't be accepted. Ctrl+U says that it is unreadable, F2 that it is no text.");
      return;
    }
    const unchanged = given.normalize("NFC") === this.line.lease.text.trim();
    this.hand(unchanged ? "accept" : "correct", unchanged ? more : { text: given, ...more });
  }

  /** Hand in an answer and go on; it is kept here until the server has it. */
  hand(outcome, more = {}) {
    const { line } = this;
    performance.mark("recto-answered");
    this.#answers.hand(line, { outcome, ...this.stopwatch.taken(), ...more });
    line.left = this.text.kept;
    this.#queue.next();
    this.#show();
  }

  /** Undo in this line; at its start, go back into the one just answered. */
  async undo() {
    if (this.line && this.text.undo()) return;
    try {
      const before = await this.#answers.takeBack();
      if (before) this.#queue.back(before);
      else this.tell("There is nothing to undo here.");
    } catch (error) {
      this.tell(error.message);
    }
    if (this.line) this.#show();
  }

  /** Show the line at hand, or say that there is none. */
  async #show(sentence = "Fetching the next line…") {
    const { line } = this;
    part("#work").hidden = !line;
    part("#state").hidden = Boolean(line);
    part("#reason").textContent = part("#reason").title = line ? `asked: ${line.lease.reason}` : "";
    part("#today").textContent = `${kept.countToday(0)} today`;
    part("#state-text").textContent = sentence;
    if (!line) return;
    if (line.left) this.#resume(line);
    else this.#begin(line);
    this.stopwatch.start();
    const shown = await line.picture;
    if (this.line !== line) return;
    this.picture.show(shown, this.text.place?.place ?? null);
    this.stopwatch.shown();
  }

  #resume(line) {
    this.text.resume(line.left);
    this.say(`Back to the line before: ${this.text.value}`);
  }

  #listen() {
    const { outgoing } = this.#answers;
    this.text.addEventListener("edit", () => {
      const { task_id: id, epoch } = this.line.lease;
      kept.saveDraft(id, epoch, this.text.value);
    });
    this.text.addEventListener("place", () => this.picture.frame(this.text.place?.place ?? null));
    this.picture.addEventListener("fit", ({ detail }) => this.text.fit(detail, detail.room));
    outgoing.addEventListener("change", () => part("unsent-sign").draw());
    outgoing.addEventListener("refused", () => part("refused-answers").draw());
    part("refused-answers").addEventListener("close", () => this.text.focusField());
    part("connection-note").addEventListener("again", () => { outgoing.send(); this.#queue.fill(); });
    server.entrance.addEventListener("in", () => this.#goOn());
  }

  #listenToQueue() {
    const queue = this.#queue;
    queue.addEventListener("ready", () => this.#show());
    queue.addEventListener("empty", async () => {
      const why = await this.#whyNothing(queue.collection);
      if (!this.line) this.#show(why);
    });
    queue.addEventListener("away", ({ detail }) => {
      this.#show(`${detail.text} Your answers wait in this browser and go out by themselves.`);
    });
    queue.addEventListener("lost", ({ detail: { text, lease } }) => {
      if (text) kept.keepRefused({ taskId: lease.task_id, given: { epoch: lease.epoch, text } }, "you held the line too long.");
      part("refused-answers").draw();
      this.#show();
    });
  }

  /** Signed in again: what waited for that goes out, and then the next lines come. */
  async #goOn() {
    await this.#answers.outgoing.send();
    await this.#queue.resume();
    this.#offerCollections();
  }

  #offerCollections() {
    fillCollections(part("#collection"), (name) => {
      this.#queue.change(name).then(() => this.text.focusField());
      this.#show();
    });
  }
}
