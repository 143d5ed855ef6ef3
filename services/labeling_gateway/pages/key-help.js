// <key-help>: every key, on one sheet.

import { element } from "./elements.js";

const KEYS = [
  ["Enter", "accept the line and go on"],
  ["Tab, Shift+Tab", "next, previous doubtful place"],
  ["1 to 9", "take that alternative for the place in focus (where it may hold a digit, digits are typed)"],
  ["Alt+↓, Alt+↑", "walk through the alternatives; Tab or Enter takes the one walked to"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo in this line"],
  ["Ctrl+U", "the line is unreadable"],
  ["F2", "there is no text in this picture"],
  ["Esc", "skip the line, with a reason"],
  ["Ctrl+B", "the line is cut wrongly: draw the lines of its page"],
  ["Ctrl+I", "invert the picture"],
  ["Ctrl++, Ctrl+-", "larger, smaller"],
  ["F1, or ? outside the text", "this sheet"],
];

class KeyHelp extends HTMLElement {
  #dialog = element(
    "dialog",
    { "aria-label": "Keys" },
    element("h1", {}, "Keys"),
    element(
      "dl",
      {},
      ...KEYS.flatMap(([keys, does]) => [element("dt", {}, element("kbd", {}, keys)), element("dd", {}, does)]),
    ),
    element("p", { class: "note" }, "Esc closes this sheet. Each action has a button at the foot of the page too."),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("close")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    this.#dialog.showModal();
  }
}

customElements.define("key-help", KeyHelp);
