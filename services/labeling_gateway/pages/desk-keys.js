// What the keys of a desk do, and its buttons, which do the same.

import "./key-bar.js";
import "./key-help.js";
import "./small-question.js";
import { actionOf } from "./keys.js";

const [bar, help, question] = ["key-bar", "key-help", "small-question"].map((selector) => document.querySelector(selector));
const ONCE = ["accept", "flag", "put"]; // however long the key is held down

export class DeskKeys {
  #desk;
  #keys;
  #actions;
  #dialogs;

  /**
   * `keys` is a table as in line-keys.js; `actions` are what its keys do here, by name, beside and instead of what
   * they do at every desk. One that gives false leaves its key to the field. `dialogs` are those of this desk alone.
   */
  constructor(desk, keys, actions, dialogs = []) {
    this.#desk = desk;
    this.#keys = keys;
    this.#actions = { ...this.#shared(), ...actions };
    this.#dialogs = [help, question, ...dialogs];
  }

  start() {
    bar.draw(this.#keys);
    bar.addEventListener("do", (event) => { this.#desk.tell(""); this.#act(event.detail, event); });
    document.addEventListener("keydown", (event) => this.#onKey(event));
    for (const dialog of this.#dialogs) dialog.addEventListener("close", () => this.#desk.field.focusField());
  }

  /** Skip the task at hand, with a reason. */
  async skip() {
    const reason = await question.ask(this.#desk.skipping);
    if (reason !== null) this.#desk.hand("skip", { reason });
  }

  #shared() {
    const desk = this.#desk;
    return {
      skip: () => { this.skip(); },
      undo: () => { desk.undo(); },
      help: () => help.open(this.#keys),
      buttons: () => (bar.contains(document.activeElement) ? desk.field.focusField() : bar.querySelector("button").focus()),
    };
  }

  /** Do an action by name. False if it can't be done now. */
  #act(name, event) {
    const isDue = this.#desk.task || this.#keys.some(({ does, always }) => does === name && always);
    return Boolean(isDue && this.#actions[name]) && this.#actions[name](event) !== false;
  }

  #onKey(event) {
    if (this.#dialogs.some((dialog) => dialog.isOpen) || event.target.closest("select")) return;
    if (event.key === "Enter" && event.target.closest("button, a")) return;
    this.#desk.stopwatch.key(event);
    this.#desk.tell("");
    const name = actionOf(this.#keys, event, this.#desk.field.contains(event.target));
    const isHeldDown = event.repeat && ONCE.includes(name);
    if (isHeldDown || (name && this.#act(name, event))) event.preventDefault();
  }
}
