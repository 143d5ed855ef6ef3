// <line-text>: a real text field, painted word by word under the picture. Tells `edit` and `place`.

import { doubtsIn, edited, NEARLY_SURE, nextDoubt, placesOf, textOf } from "./doubts.js";
import { element } from "./elements.js";
import { PaintedText } from "./painted-text.js";
import { TextHistory } from "./text-history.js";
import { TextPointer } from "./text-pointer.js";

class LineText extends HTMLElement {
  #field = element("input", {
    type: "text",
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    autocorrect: "off",
    "aria-label": "Text of the line",
    "aria-describedby": "alternatives",
  });
  #behind = element("div", { class: "painted", "aria-hidden": "true" });
  #painted = new PaintedText(this.#behind);
  #places = [];
  #place = null;
  #history = new TextHistory();
  #before = null;
  #caret = [0, 0]; // what was selected when the field lost the focus: browsers do not always bring it back
  #pointer = new TextPointer(this.#behind, this.#painted, (...where) => this.#point(...where));

  connectedCallback() {
    this.replaceChildren(this.#field, this.#behind);
    this.#field.addEventListener("beforeinput", (event) => this.#beforeTyping(event));
    this.#field.addEventListener("input", (event) => this.#typed(event));
    this.#field.addEventListener("blur", () => { this.#caret = [this.#field.selectionStart, this.#field.selectionEnd]; });
    this.#field.addEventListener("focus", () => this.#field.setSelectionRange(...this.#caret));
    document.addEventListener("selectionchange", this.#moved);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.#moved);
  }

  get value() {
    return this.#field.value;
  }

  /** The doubtful place in focus: {place, index, start, end}, or null. */
  get place() {
    return this.#place;
  }

  /** How many doubtful places are left. */
  get doubtful() {
    return doubtsIn(this.#places).length;
  }

  /** All that is needed to come back to this line as it is now. */
  get kept() {
    return { state: this.#state, history: this.#history };
  }

  /** Start on a line: its text, or a draft of it. The doubts come when they are known. */
  start(text) {
    this.#field.setAttribute("aria-busy", "true");
    this.#begin({ places: placesOf(text, []), start: 0, end: 0 }, new TextHistory());
  }

  /** Go on with a line that was left before. */
  resume({ state, history }) {
    this.#field.removeAttribute("aria-busy");
    this.#begin(state, history);
  }

  /** Mark the doubts of the text that the line started from, and go to the first unless somebody was faster. */
  mark(text, graphemes) {
    const untouched = this.#field.selectionEnd === 0 && this.value === text;
    this.#places = edited(placesOf(text, graphemes), this.value);
    this.#field.removeAttribute("aria-busy");
    this.#painted.start(this.#places);
    if (untouched && doubtsIn(this.#places).length) this.step(1);
    this.#moved();
  }

  /** The picture lies so: see PaintedText. */
  fit(picture, room) {
    this.#painted.fit(picture, room);
    this.#show();
  }

  focusField() {
    this.#field.focus({ preventScroll: true });
  }

  /** Put the next (1) or previous (-1) doubtful place in focus. False if there is none. */
  step(by) {
    const next = nextDoubt(this.#places, this.#state, by);
    if (next) this.#focusOn(next);
    return Boolean(next);
  }

  /** Put the doubtful place that is meant in focus. False if it is doubtful no more. */
  focusOnPlace(isMeant) {
    const found = doubtsIn(this.#places).find(({ place }) => isMeant(place));
    if (found) this.#focusOn(found);
    return Boolean(found);
  }

  /** Put the caret before the next (1) word, or before this or the previous (-1) one. */
  stepWord(by) {
    const { start, end } = this.#state;
    const starts = [...this.value.matchAll(/(?<= |^)[^ ]/gu)].map(({ index }) => index);
    const next = by > 0 ? starts.find((at) => at > end) ?? this.value.length : starts.findLast((at) => at < start) ?? 0;
    this.#field.setSelectionRange(next, next);
    this.#history.pause();
  }

  /** Put `text` in the place in focus, which settles it, and go on to the next doubtful one. */
  choose(text) {
    const { start, index, place } = this.#place;
    this.#history.record(this.#state, "choice");
    const settled = { ...place, text, confidence: 1, alternatives: [] };
    this.#places = this.#places.toSpliced(index, 1, ...(text ? [settled] : []));
    this.#change(start + text.length);
    const next = doubtsIn(this.#places).find((doubt) => doubt.start >= start + text.length);
    if (next) this.#focusOn(next);
  }

  /** Put a character where the caret is, in place of what is selected. */
  insert(text) {
    this.focusField();
    this.#history.record(this.#state, "insertion");
    const { selectionStart: start, selectionEnd: end } = this.#field;
    this.#places = edited(this.#places, this.value.slice(0, start) + text + this.value.slice(end));
    this.#change(start + text.length);
  }

  /** Back to before the last change. False if there was none. */
  undo() {
    return this.#return(this.#history.undo(this.#state));
  }

  redo() {
    return this.#return(this.#history.redo(this.#state));
  }

  get #state() {
    return { places: this.#places, start: this.#field.selectionStart, end: this.#field.selectionEnd };
  }

  #begin(state, history) {
    this.#history = history;
    this.#set(state);
    this.#painted.start(this.#places);
    this.focusField();
    this.#moved();
  }

  #set({ places, start, end }) {
    this.#places = places;
    this.#field.value = textOf(places);
    this.#field.setSelectionRange(start, end);
    this.#caret = [start, end];
    this.#setPlace(null);
  }

  #change(caret) {
    this.#set({ places: this.#places, start: caret, end: caret });
    this.#painted.draw(this.#places);
    this.#show();
    this.dispatchEvent(new Event("edit"));
  }

  #return(state) {
    if (!state) return false;
    this.#set(state);
    this.#painted.draw(this.#places);
    this.#moved();
    this.dispatchEvent(new Event("edit"));
    return true;
  }

  #beforeTyping(event) {
    if (event.inputType.startsWith("history")) {
      event.preventDefault();
      this[event.inputType === "historyUndo" ? "undo" : "redo"]();
    } else {
      this.#before = this.#state;
    }
  }

  #typed({ inputType }) {
    this.#history.record(this.#before ?? this.#state, inputType === "insertText" ? "typing" : inputType);
    this.#places = edited(this.#places, this.value);
    this.#painted.draw(this.#places);
    this.#moved();
    this.dispatchEvent(new Event("edit"));
  }

  #moved = () => {
    if (document.activeElement !== this.#field) return;
    const { selectionStart: start, selectionEnd: end } = this.#field;
    const found = doubtsIn(this.#places, NEARLY_SURE).find((doubt) => doubt.start === start && doubt.end === end);
    this.#setPlace(found ?? null);
    this.#show();
  };

  #show() {
    const { selectionStart: start, selectionEnd: end } = this.#field;
    this.placeLeft = this.#painted.select(start, end, Boolean(this.#place));
  }

  #focusOn(doubt) {
    this.#history.pause();
    this.focusField();
    this.#field.setSelectionRange(doubt.start, doubt.end);
    this.#setPlace(doubt);
    this.#show();
  }

  #setPlace(place) {
    if (place?.place === this.#place?.place && place?.start === this.#place?.start) return;
    this.#place = place;
    this.#show();
    this.dispatchEvent(new Event("place"));
  }

  /** What the mouse selects; a click on a doubtful place puts it in focus. */
  #point(start, end, under) {
    this.focusField();
    this.#history.pause();
    const doubt = doubtsIn(this.#places).find((each) => each.start <= under && under < each.end);
    if (doubt) this.#focusOn(doubt);
    else this.#field.setSelectionRange(start, end);
  }
}

customElements.define("line-text", LineText);
