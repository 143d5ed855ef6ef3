// What the keys of a desk do, and its buttons, which do the same.

import "./character-palette.js";
import "./key-bar.js";
import "./key-help.js";
import "./small-question.js";
import "./whole-page.js";
import { actionOf } from "./keys.js";
import { FLAG, SKIP, UNREADABLE } from "./questions.js";

const [bar, help, question, palette, page] = ["key-bar", "key-help", "small-question", "character-palette", "whole-page"]
  .map((selector) => document.querySelector(selector));
const dialogs = [help, question, palette, page];
const WITHOUT_A_LINE = new Set(["help", "invert", "contrast", "larger", "smaller", "buttons", "undo"]);

export class DeskKeys {
  #desk;
  #keys;
  #actions;

  /**
   * `keys` is a table as in line-keys.js; `actions` are what its keys do here, by name, beside and instead of what
   * they do at every desk. One that gives false leaves its key to the text.
   */
  constructor(desk, keys, actions) {
    this.#desk = desk;
    this.#keys = keys;
    this.#actions = { ...this.#shared(), ...actions };
  }

  start() {
    bar.draw(this.#keys);
    bar.addEventListener("do", (event) => this.#act(event.detail, event));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    palette.addEventListener("character", ({ detail }) => this.#desk.text.insert(detail));
    for (const dialog of dialogs) dialog.addEventListener("close", () => this.#desk.text.focusField());
  }

  /** Accept the line, and ask what its lead should look at. */
  async flag() {
    const note = await question.ask(FLAG);
    if (note !== null) this.#desk.accept({ flag: note });
  }

  #shared() {
    const desk = this.#desk;
    const { text, picture } = desk;
    return {
      accept: () => desk.accept(),
      flag: () => this.flag(),
      skip: () => this.#skip(),
      unreadable: () => this.#unreadable(),
      "not-text": () => desk.hand("not-text"),
      "next-doubt": () => this.#step(1),
      "previous-doubt": () => this.#step(-1),
      "next-word": () => text.stepWord(1),
      "previous-word": () => text.stepWord(-1),
      undo: () => { desk.undo(); },
      redo: () => { text.redo(); },
      palette: () => palette.open(desk.line.lease.collection),
      page: () => this.#openPage(),
      help: () => help.open(this.#keys),
      invert: () => { picture.toggleAttribute("inverted"); },
      contrast: () => { picture.toggleAttribute("contrast"); },
      larger: () => picture.zoom(1),
      smaller: () => picture.zoom(-1),
      buttons: () => (bar.contains(document.activeElement) ? text.focusField() : bar.querySelector("button").focus()),
    };
  }

  #step(by) {
    if (!this.#desk.text.step(by)) this.#desk.say("No doubtful place in this line.");
  }

  async #skip() {
    const reason = await question.ask(SKIP);
    if (reason !== null) this.#desk.hand("skip", { reason });
  }

  async #unreadable() {
    const { illegible_sign: sign } = this.#desk.line.lease;
    const what = await question.ask(UNREADABLE);
    if (what === UNREADABLE.whole) this.#desk.hand("unreadable");
    else if (what !== null) this.#desk.text.insert(sign);
  }

  async #openPage() {
    const shown = await this.#desk.line.picture;
    if (shown?.around) page.open(shown.around);
    else this.#desk.tell("The page of this line is not at hand.");
  }

  /** Do an action by name. False if it can't be done now. */
  #act(name, event) {
    const action = this.#desk.line || WITHOUT_A_LINE.has(name) ? this.#actions[name] : null;
    return Boolean(action) && action(event) !== false;
  }

  #onKey(event) {
    if (dialogs.some((dialog) => dialog.isOpen) || event.target.closest("select")) return;
    this.#desk.stopwatch.key(event);
    this.#desk.tell("");
    const name = actionOf(this.#keys, event, this.#desk.text.contains(event.target));
    const heldDown = event.repeat && (name === "accept" || name === "flag");
    if (heldDown || (name && this.#act(name, event))) event.preventDefault();
  }
}
