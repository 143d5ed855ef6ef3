// A text with its doubtful places and its past: what typing, choosing and undoing make of it. Pure: knows no field.
// A selection is {start, end}, in characters of the text.

import { doubtsIn, edited, NEARLY_SURE, nextDoubt, placesOf, textOf } from "./doubts.js";
import { TextHistory } from "./text-history.js";

export class DoubtedText {
  #places = [];
  #history = new TextHistory();

  get places() {
    return this.#places;
  }

  get value() {
    return textOf(this.#places);
  }

  /** The doubtful places: [{place, index, start, end}]. */
  get doubts() {
    return doubtsIn(this.#places);
  }

  /** Start anew with a text of which no doubts are known. */
  start(text) {
    this.#places = placesOf(text, []);
    this.#history = new TextHistory();
  }

  /** All that is needed to come back to this text as it is now. */
  kept(selection) {
    return { state: this.#state(selection), history: this.#history };
  }

  /** Go on with a text that was kept; gives what was selected in it. */
  resume({ state, history }) {
    this.#history = history;
    return this.#become(state);
  }

  /** Mark the doubts of the text that this one started from; what was typed since is sure. */
  mark(text, graphemes) {
    this.#places = edited(placesOf(text, graphemes), this.value);
  }

  /** The doubtful or nearly sure place that is just what is selected; null if there is none. */
  placeAt({ start, end }) {
    return doubtsIn(this.#places, NEARLY_SURE).find((doubt) => doubt.start === start && doubt.end === end) ?? null;
  }

  /** The next (1) or previous (-1) doubtful place; undefined if there is none. */
  next(selection, by) {
    return nextDoubt(this.#places, selection, by);
  }

  /** Where the next (1) word begins, or this or the previous (-1) one. */
  wordFrom({ start, end }, by) {
    const starts = [...this.value.matchAll(/(?<= |^)[^ ]/gu)].map(({ index }) => index);
    return by > 0 ? starts.find((at) => at > end) ?? this.value.length : starts.findLast((at) => at < start) ?? 0;
  }

  /** Settle a doubtful place with a text, which may be nothing; gives where it ends. */
  settle({ start, index, place }, text, selection) {
    this.#history.record(this.#state(selection), "choice");
    const settled = { ...place, text, confidence: 1, alternatives: [] };
    this.#places = this.#places.toSpliced(index, 1, ...(text ? [settled] : []));
    return start + text.length;
  }

  /** Put a text in place of what is selected; gives where it ends. */
  insert(text, selection) {
    this.#history.record(this.#state(selection), "insertion");
    const { start, end } = selection;
    this.#places = edited(this.#places, this.value.slice(0, start) + text + this.value.slice(end));
    return start + text.length;
  }

  /** Somebody has typed: the text is `value` now; `before` is what was selected, `inputType` that of the event. */
  type(value, before, inputType) {
    this.#history.record(this.#state(before), inputType === "insertText" ? "typing" : inputType);
    this.#places = edited(this.#places, value);
  }

  /** The next character typed is undone on its own. */
  pause() {
    this.#history.pause();
  }

  /** Back to before the last change; gives what was selected then, null if there was none. */
  undo(selection) {
    return this.#become(this.#history.undo(this.#state(selection)));
  }

  redo(selection) {
    return this.#become(this.#history.redo(this.#state(selection)));
  }

  #state({ start, end }) {
    return { places: this.#places, start, end };
  }

  #become(state) {
    if (!state) return null;
    this.#places = state.places;
    return { start: state.start, end: state.end };
  }
}
