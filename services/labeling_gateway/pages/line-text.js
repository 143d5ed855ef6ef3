// <line-text>: a real text field with the doubtful places marked behind it. Tells `edit` and `place`.

import { doubtsIn, edited, placesOf, VERY_DOUBTFUL } from "./doubts.js";
import { element } from "./elements.js";

class LineText extends HTMLElement {
  #field = element("textarea", {
    rows: "1",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    "aria-label": "Text of the line",
    "aria-describedby": "alternatives",
  });
  #behind = element("div", { class: "behind", "aria-hidden": "true" });
  #places = [];
  #place = null;

  connectedCallback() {
    this.replaceChildren(this.#behind, this.#field);
    this.#field.addEventListener("input", () => this.#typed());
    document.addEventListener("selectionchange", this.#moved);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#moved);
  }

  get value() {
    return this.#field.value;
  }

  /** The doubtful place in focus: {place, start, end}, or null. */
  get place() {
    return this.#place;
  }

  /** Start on a line: its text, or a draft of it. The doubts come when they are known. */
  start(text) {
    this.#places = placesOf(text, []);
    this.#field.value = text;
    this.#paint();
    this.#setPlace(null);
    this.focusField();
  }

  /** Mark the doubts of the text that the line started from, through whatever was typed since. */
  mark(text, graphemes) {
    this.#places = edited(placesOf(text, graphemes), this.value);
    this.#paint();
    this.#moved();
  }

  focusField() {
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(this.value.length, this.value.length);
  }

  /** Put the next (1) or previous (-1) doubtful place in focus. False if there is none. */
  step(by) {
    const doubts = doubtsIn(this.#places);
    if (!doubts.length) return false;
    const from = this.#place?.start ?? (this.#atEnd() ? -1 : this.#field.selectionStart);
    const ahead = by > 0 ? doubts.find((d) => d.start > from) : doubts.findLast((d) => d.start < from);
    const next = ahead ?? (by > 0 ? doubts[0] : doubts.at(-1));
    this.#field.focus();
    this.#field.setSelectionRange(next.start, next.end);
    this.#setPlace(next);
    return true;
  }

  /** Put `text` in the place in focus. The place is settled by that, also where its reading is confirmed. */
  choose(text) {
    const { start, end, index, place } = this.#place;
    if (text === place.text) {
      this.#places = this.#places.with(index, { ...place, confidence: 1 });
      this.#field.setSelectionRange(end, end);
    } else {
      this.#field.setSelectionRange(start, end);
      replaceSelection(this.#field, text);
    }
    this.#setPlace(null);
    this.#paint();
  }

  #typed() {
    if (this.value.includes("\n")) this.#field.value = this.value.replaceAll(/\s*\n\s*/g, " ");
    this.#places = edited(this.#places, this.value);
    this.#paint();
    this.dispatchEvent(new Event("edit"));
  }

  #moved = () => {
    if (document.activeElement !== this.#field) return;
    const { selectionStart: start, selectionEnd: end } = this.#field;
    const found = doubtsIn(this.#places).find((doubt) => doubt.start === start && doubt.end === end);
    this.#setPlace(found ?? null);
  };

  #setPlace(place) {
    if (place?.place === this.#place?.place && place?.start === this.#place?.start) return;
    this.#place = place;
    this.dispatchEvent(new Event("place"));
  }

  #atEnd() {
    return this.#field.selectionStart === this.value.length;
  }

  #paint() {
    this.#behind.replaceChildren(...this.#places.map(painted));
  }
}

function painted({ text, confidence }) {
  const doubtful = doubtsIn([{ text, confidence }]).length > 0;
  if (!doubtful) return document.createTextNode(text);
  return element("span", { class: confidence < VERY_DOUBTFUL ? "very" : "doubt" }, text);
}

/** Replace the selection as typing would, so that Ctrl+Z takes it back. */
function replaceSelection(field, text) {
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (done) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input"));
}

customElements.define("line-text", LineText);
