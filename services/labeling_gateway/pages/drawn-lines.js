// The lines of a page as they are being drawn, with undo and redo. Pure: knows no page and no server.
// A line is {key, id, polygon, baseline, confidence, text}; `key` names it here, `id` on the server, null if it is new.

import { baselineOf, bounds, mergeBaselines, mergeOutlines, shifted, splitBaseline, splitOutline } from "./outlines.js";

const MOST_STEPS = 200;

/** Lines of the server as lines to draw. */
export const drawable = (lines) => lines.map((line) => ({ ...line, key: line.id }));

/** What the server takes. */
export const handedIn = (lines) => lines.map(({ id, polygon, baseline }) => ({ id, polygon, baseline }));

export const SURE = 0.9;
export const VERY_DOUBTFUL = 0.6;

/** How sure the reading of a line is: "sure", "doubtful" or "very"; "unread" where there is none. */
export function doubt({ confidence }) {
  if (confidence === null || confidence === undefined) return "unread";
  if (confidence >= SURE) return "sure";
  return confidence >= VERY_DOUBTFUL ? "doubtful" : "very";
}

/** Lines with their past. What is changed is replaced, never altered, so that a step back is the list of before. */
export class Drawing {
  #past = [];
  #future = [];
  #drawn = 0;
  lines;

  constructor(lines) {
    this.lines = lines;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  at(key) {
    return this.lines.findIndex((line) => line.key === key);
  }

  get(key) {
    return this.lines[this.at(key)];
  }

  /** Take other lines; `joins` makes one step of this and the step before, as while a point is dragged. */
  change(lines, joins = false) {
    if (!joins || !this.#past.length) this.#past.push(this.lines);
    if (this.#past.length > MOST_STEPS) this.#past.shift();
    this.#future = [];
    this.lines = lines;
  }

  undo() {
    return this.#step(this.#past, this.#future);
  }

  redo() {
    return this.#step(this.#future, this.#past);
  }

  /** A new line, where it belongs by its place or behind a given one; its key. */
  add(polygon, { baseline = baselineOf(polygon), behind = null } = {}) {
    const line = this.#new({ polygon, baseline });
    const at = behind === null ? placeFor(polygon, this.lines) : this.at(behind) + 1;
    this.change(this.lines.toSpliced(at, 0, line));
    return line.key;
  }

  /** Replace part of a line. */
  set(key, part, joins = false) {
    this.change(this.lines.map((line) => (line.key === key ? { ...line, ...part } : line)), joins);
  }

  move(key, by, joins = false) {
    const { polygon, baseline } = this.get(key);
    this.set(key, { polygon: shifted(polygon, by), baseline: shifted(baseline, by) }, joins);
  }

  remove(key) {
    this.change(this.lines.filter((line) => line.key !== key));
  }

  /** Cut a line in two at one x; the key of the right part, null where that can't be done. */
  split(key, x) {
    const { polygon, baseline } = this.get(key);
    const parts = splitOutline(polygon, x);
    if (!parts) return null;
    const baselines = splitBaseline(baseline, x, parts);
    const made = parts.map((part, at) => this.#new({ polygon: part, baseline: baselines[at] }));
    this.change(this.lines.toSpliced(this.at(key), 1, ...made));
    return made[1].key;
  }

  /** Make one line of a line and the next; its key, null where there is no next. */
  merge(key) {
    const at = this.at(key);
    const [one, next] = [this.lines[at], this.lines[at + 1]];
    if (!next) return null;
    const polygon = mergeOutlines(one.polygon, next.polygon);
    const line = this.#new({ polygon, baseline: mergeBaselines(one.baseline, next.baseline) });
    this.change(this.lines.toSpliced(at, 2, line));
    return line.key;
  }

  /** Put these lines first, in this order, from where the first of them stood. */
  reorder(keys) {
    const chosen = new Set(keys);
    const first = Math.min(...keys.map((key) => this.at(key)));
    const rest = this.lines.filter((line) => !chosen.has(line.key));
    const before = this.lines.slice(0, first).filter((line) => !chosen.has(line.key)).length;
    this.change(rest.toSpliced(before, 0, ...keys.map((key) => this.get(key))));
  }

  #new(line) {
    this.#drawn += 1;
    return { key: `new-${Date.now().toString(36)}-${this.#drawn}`, id: null, confidence: null, text: null, ...line };
  }

  #step(from, to) {
    if (!from.length) return false;
    to.push(this.lines);
    this.lines = from.pop();
    return true;
  }
}

/** Where a new line stands among others: behind the last one of its column that begins above it. */
export function placeFor(polygon, lines) {
  const [left, top, right, bottom] = bounds(polygon);
  const level = (top + bottom) / 2;
  const above = lines.findLastIndex((line) => {
    const [l, t, r, b] = bounds(line.polygon);
    return (t + b) / 2 <= level && l < right && r > left;
  });
  if (above >= 0) return above + 1;
  const below = lines.findIndex((line) => {
    const [l, , r] = bounds(line.polygon);
    return l < right && r > left;
  });
  return below >= 0 ? below : lines.length;
}
