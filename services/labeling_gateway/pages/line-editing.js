// What is done to the lines of a page: which line and point are at hand, what is being drawn. Knows no page element.

import { Drawing } from "./drawn-lines.js";
import { area, bounds, holds, nearestEdge, nearestPoint, onPage, rounded, withPoint } from "./outlines.js";

/** Tells `change` when anything is to be shown differently, `lines` when the lines are others, `say` in words. */
export class LineEditing extends EventTarget {
  #grabbed = null;
  drawing;
  mode = "choose";
  part = "polygon";
  selected = null;
  point = null;
  pen = [];
  order = [];

  /** `page` is {width, height}. */
  constructor(page, lines) {
    super();
    this.page = page;
    this.drawing = new Drawing(lines);
  }

  get lines() {
    return this.drawing.lines;
  }

  get line() {
    return this.selected === null ? undefined : this.drawing.get(this.selected);
  }

  /** The points that can be taken hold of now. */
  get points() {
    return this.line?.[this.part] ?? [];
  }

  /** Put a line at hand, or none. */
  select(key, point = null) {
    [this.selected, this.point] = [key, point];
    if (key === null) this.part = "polygon";
    this.#changed();
  }

  /** The line at a place: of several, the smallest. */
  lineAt(place) {
    const found = this.lines.filter(({ polygon }) => holds(polygon, place));
    return found.sort((one, other) => area(one.polygon) - area(other.polygon))[0];
  }

  /** The pointer went down at a place; whether something there is now to be dragged. */
  press(place, reach) {
    if (this.mode === "draw") return this.#draw(place, reach);
    if (this.mode === "order") return this.#number(this.lineAt(place)?.key);
    const point = nearestPoint(this.points, place, reach);
    const line = point >= 0 ? this.line : this.lineAt(place);
    this.#grabbed = line ? { last: place, moved: false } : null;
    this.select(line?.key ?? null, point >= 0 ? point : null);
    return Boolean(line);
  }

  drag(place) {
    if (!this.#grabbed) return;
    const { last, moved } = this.#grabbed;
    const by = rounded([place[0] - last[0], place[1] - last[1]]);
    if (!by[0] && !by[1]) return;
    this.#grabbed = { last: [last[0] + by[0], last[1] + by[1]], moved: true };
    this.nudge(by, moved);
  }

  release() {
    this.#grabbed = null;
  }

  /** Add a point to the line at hand, where its edge is nearest. */
  addAt(place, reach) {
    const edge = nearestEdge(this.points, place, reach, this.part === "polygon");
    if (this.mode !== "choose" || edge < 0) return false;
    this.setPoints(withPoint(this.points, edge, place));
    this.select(this.selected, edge + 1);
    return true;
  }

  /** Move the point or line at hand; `joins` makes one step of undo with the move before. */
  nudge(by, joins = false) {
    if (!this.line) return false;
    if (this.point === null) this.drawing.move(this.selected, this.#within(by), joins);
    else this.setPoints(this.points.with(this.point, this.#moved(this.points[this.point], by)), joins);
    this.changedLines();
    return true;
  }

  /** The next (1) or previous (-1) line; false behind the last and before the first. */
  stepLine(by) {
    const at = this.selected === null ? (by > 0 ? 0 : this.lines.length - 1) : this.drawing.at(this.selected) + by;
    if (!this.lines[at]) return false;
    this.select(this.lines[at].key);
    return true;
  }

  stepPoint(by) {
    if (!this.line) return;
    const from = this.point ?? (by > 0 ? -1 : 0);
    this.select(this.selected, (from + by + this.points.length) % this.points.length);
  }

  /** Begin to draw, or to order. */
  begin(mode) {
    [this.mode, this.pen, this.order] = [mode, [], []];
    this.select(null);
    this.say(mode === "draw" ? "Click around the text, Enter ends." : "Click the lines as they are read, Enter ends.");
  }

  /** End what is being drawn or ordered; false if nothing is. */
  finish() {
    if (this.mode === "choose") return false;
    if (this.mode === "draw" && this.pen.length > 2) this.selected = this.drawing.add(this.pen);
    if (this.mode === "order" && this.order.length) this.drawing.reorder(this.order);
    this.leave();
    this.changedLines();
    return true;
  }

  /** Leave what is being done, then the point, then the line; false if there is nothing to leave. */
  leave() {
    if (this.mode === "choose" && this.selected === null) return false;
    if (this.mode !== "choose") [this.mode, this.pen, this.order] = ["choose", [], []];
    else if (this.point !== null) this.point = null;
    else this.select(null);
    this.#changed();
    return true;
  }

  /** Number the line at hand next, while ordering. */
  numberSelected() {
    return this.mode === "order" && this.#number(this.selected);
  }

  undo(isRedo) {
    const done = isRedo ? this.drawing.redo() : this.drawing.undo();
    if (!done) return this.say(isRedo ? "Nothing to redo." : "Nothing to undo.");
    this.point = null;
    if (!this.line) this.selected = null;
    return this.changedLines(isRedo ? "Redone." : "Undone.");
  }

  #draw(place, reach) {
    if (this.pen.length > 2 && nearestPoint(this.pen.slice(0, 1), place, reach) === 0) return !this.finish();
    this.pen = [...this.pen, onPage(place, this.page)];
    this.#changed();
    return false;
  }

  #number(key) {
    if (!key || this.order.includes(key)) return false;
    this.order = [...this.order, key];
    this.say(`Number ${this.order.length}.`);
    this.#changed();
    return false;
  }

  /** Replace the points at hand. */
  setPoints(points, joins = false) {
    this.drawing.set(this.selected, { [this.part]: points }, joins);
    this.changedLines();
  }

  #moved([x, y], [across, down]) {
    return onPage([x + across, y + down], this.page);
  }

  #within(by) {
    return this.withinOf([...this.line.polygon, ...this.line.baseline], by);
  }

  /** As much of a move as keeps all points on the page. */
  withinOf(points, [across, down]) {
    const [left, top, right, bottom] = bounds(points);
    const { width, height } = this.page;
    return [Math.max(-left, Math.min(width - right, across)), Math.max(-top, Math.min(height - bottom, down))];
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** Tell that the lines are others, and say what became of them. */
  changedLines(words = null) {
    this.dispatchEvent(new Event("lines"));
    this.#changed();
    if (words) this.say(words);
  }

  /** Say something to the person. */
  say(words) {
    this.dispatchEvent(new CustomEvent("say", { detail: words }));
  }
}
