// The real text field under a painted text: for input methods and screen readers. Keeps its caret, and has no undo.

import { element } from "./elements.js";

const ABOUT = {
  type: "text",
  spellcheck: "false",
  autocomplete: "off",
  autocapitalize: "off",
  autocorrect: "off",
  "aria-label": "Text of the line",
  "aria-describedby": "alternatives",
};

/** Tells `type` with {before, inputType}, `move` when something else is selected, `undo` and `redo` when that is asked. */
export class TextField extends EventTarget {
  input = element("input", ABOUT);
  #before = { start: 0, end: 0 }; // what was selected before something was typed
  #left = { start: 0, end: 0 }; // and when the focus was lost: browsers do not always bring it back

  constructor() {
    super();
    this.input.addEventListener("beforeinput", (event) => this.#beforeTyping(event));
    this.input.addEventListener("input", ({ inputType }) => this.#tell("type", { before: this.#before, inputType }));
    this.input.addEventListener("blur", () => { this.#left = this.selection; });
    this.input.addEventListener("focus", () => this.select(this.#left));
  }

  /** Listen to the page, which alone is told where the caret is; until `leave`. */
  join() {
    document.addEventListener("selectionchange", this.#moved);
  }

  leave() {
    document.removeEventListener("selectionchange", this.#moved);
  }

  get value() {
    return this.input.value;
  }

  get hasFocus() {
    return document.activeElement === this.input;
  }

  get selection() {
    return { start: this.input.selectionStart, end: this.input.selectionEnd };
  }

  select({ start, end }) {
    this.input.setSelectionRange(start, end);
  }

  /** Hold another text, with this selected in it. */
  fill(value, selection) {
    this.input.value = value;
    this.select(selection);
    this.#left = selection;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Whether something about the text is still to come. */
  wait(isBusy) {
    if (isBusy) this.input.setAttribute("aria-busy", "true");
    else this.input.removeAttribute("aria-busy");
  }

  #beforeTyping(event) {
    this.#before = this.selection;
    if (!event.inputType.startsWith("history")) return;
    event.preventDefault();
    this.#tell(event.inputType === "historyUndo" ? "undo" : "redo");
  }

  #moved = () => {
    if (this.hasFocus) this.#tell("move");
  };

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
