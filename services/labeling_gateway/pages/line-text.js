// <line-text>: a real text field, painted word by word under the picture. Tells `edit` and `place`.

import { DoubtedText } from "./doubted-text.js";
import { element } from "./elements.js";
import { PaintedText } from "./painted-text.js";
import { TextField } from "./text-field.js";
import { TextPointer } from "./text-pointer.js";

class LineText extends HTMLElement {
  #field = new TextField();
  #behind = element("div", { class: "painted", "aria-hidden": "true" });
  #painted = new PaintedText(this.#behind);
  #text = new DoubtedText();
  #place = null;
  #pointer = new TextPointer(this.#behind, this.#painted, (...where) => this.#point(...where));

  constructor() {
    super();
    this.#field.addEventListener("type", ({ detail }) => this.#typed(detail));
    this.#field.addEventListener("move", () => this.#moved());
    this.#field.addEventListener("undo", () => this.undo());
    this.#field.addEventListener("redo", () => this.redo());
  }

  connectedCallback() {
    this.replaceChildren(this.#field.input, this.#behind);
    this.#field.join();
  }

  disconnectedCallback() {
    this.#field.leave();
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
    return this.#text.doubts.length;
  }

  /** All that is needed to come back to this line as it is now. */
  get kept() {
    return this.#text.kept(this.#field.selection);
  }

  /** Start on a line: its text, or a draft of it. The doubts come when they are known. */
  start(text) {
    this.#field.wait(true);
    this.#text.start(text);
    this.#begin({ start: 0, end: 0 });
  }

  /** Go on with a line that was left before. */
  resume(kept) {
    this.#field.wait(false);
    this.#begin(this.#text.resume(kept));
  }

  /** Mark the doubts of the text that the line started from, and go to the first unless somebody was faster. */
  mark(text, graphemes) {
    const isUntouched = this.#field.selection.end === 0 && this.value === text;
    this.#text.mark(text, graphemes);
    this.#field.wait(false);
    this.#painted.start(this.#text.places);
    if (isUntouched && this.doubtful) this.step(1);
    this.#moved();
  }

  /** The picture lies so: see PaintedText. */
  fit(picture, room) {
    this.#painted.fit(picture, room);
    this.#show();
  }

  focusField() {
    this.#field.focus();
  }

  /** Put the next (1) or previous (-1) doubtful place in focus. False if there is none. */
  step(by) {
    const next = this.#text.next(this.#field.selection, by);
    if (next) this.#focusOn(next);
    return Boolean(next);
  }

  /** Put the doubtful place that is meant in focus. False if it is doubtful no more. */
  focusOnPlace(isMeant) {
    const found = this.#text.doubts.find(({ place }) => isMeant(place));
    if (found) this.#focusOn(found);
    return Boolean(found);
  }

  /** Put the caret before the next (1) word, or before this or the previous (-1) one. */
  stepWord(by) {
    const at = this.#text.wordFrom(this.#field.selection, by);
    this.#field.select({ start: at, end: at });
    this.#text.pause();
  }

  /** Put `text` in the place in focus, which settles it, and go on to the next doubtful one. */
  choose(text) {
    const caret = this.#text.settle(this.#place, text, this.#field.selection);
    this.#changed(caret);
    const next = this.#text.doubts.find((doubt) => doubt.start >= caret);
    if (next) this.#focusOn(next);
  }

  /** Put a character where the caret is, in place of what is selected. */
  insert(text) {
    this.focusField();
    this.#changed(this.#text.insert(text, this.#field.selection));
  }

  /** Back to before the last change. False if there was none. */
  undo() {
    return this.#return(this.#text.undo(this.#field.selection));
  }

  redo() {
    return this.#return(this.#text.redo(this.#field.selection));
  }

  #begin(selection) {
    this.#fill(selection);
    this.#painted.start(this.#text.places);
    this.focusField();
    this.#moved();
  }

  /** The field says what the text is. */
  #fill(selection) {
    this.#field.fill(this.#text.value, selection);
    this.#setPlace(null);
  }

  #changed(caret) {
    this.#fill({ start: caret, end: caret });
    this.#painted.draw(this.#text.places);
    this.#show();
    this.dispatchEvent(new Event("edit"));
  }

  #return(selection) {
    if (!selection) return false;
    this.#fill(selection);
    this.#painted.draw(this.#text.places);
    this.#moved();
    this.dispatchEvent(new Event("edit"));
    return true;
  }

  #typed({ before, inputType }) {
    this.#text.type(this.value, before, inputType);
    this.#painted.draw(this.#text.places);
    this.#moved();
    this.dispatchEvent(new Event("edit"));
  }

  #moved() {
    if (!this.#field.hasFocus) return;
    this.#setPlace(this.#text.placeAt(this.#field.selection));
    this.#show();
  }

  #show() {
    const { start, end } = this.#field.selection;
    this.placeLeft = this.#painted.select(start, end, Boolean(this.#place));
  }

  #focusOn(doubt) {
    this.#text.pause();
    this.focusField();
    this.#field.select(doubt);
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
    this.#text.pause();
    const doubt = this.#text.doubts.find((each) => each.start <= under && under < each.end);
    if (doubt) this.#focusOn(doubt);
    else this.#field.select({ start, end });
  }
}

customElements.define("line-text", LineText);
