// What keys and buttons do to the line at hand: each takes the LineEditing that it is done in.

import { bounds, holds, middle, onPage, withPoint } from "./outlines.js";

const NO_LINE = "Choose a line first: click it, or Tab.";
const LEAST_POINTS = { polygon: 3, baseline: 2 };

/** Outline or baseline: whose points are at hand. */
export function turn(editing) {
  if (!editing.line) return editing.say(NO_LINE);
  editing.part = editing.part === "polygon" ? "baseline" : "polygon";
  editing.select(editing.selected);
  return editing.say(editing.part === "baseline" ? "The points of the baseline." : "The points of the outline.");
}

/** A point behind the one at hand, half-way to the next. */
export function insert(editing) {
  const { line, points, part } = editing;
  if (!line) return;
  const at = editing.point ?? 0;
  const next = part === "polygon" ? (at + 1) % points.length : Math.min(at + 1, points.length - 1);
  const before = at === next ? at - 1 : at;
  editing.setPoints(withPoint(points, before, middle([points[before], points[next]])));
  editing.select(editing.selected, before + 1);
}

/** Cut the line at a place in two; without one, the line at hand at its point, or in the middle. */
export function split(editing, place) {
  const line = (place && editing.lineAt(place)) || editing.line;
  if (!line) return editing.say("Point at a line to split it.");
  const isPointed = place && holds(line.polygon, place);
  const [x] = isPointed ? place : (editing.points[editing.point] ?? middle(line.polygon));
  const right = editing.drawing.split(line.key, Math.round(x));
  if (right === null) return editing.say("There is nothing on one side of that place.");
  editing.select(right);
  return editing.changedLines("Split.");
}

/** One line of the line at hand and the next. */
export function merge(editing) {
  const merged = editing.line && editing.drawing.merge(editing.selected);
  if (!merged) return editing.say(editing.line ? "No line follows this one." : NO_LINE);
  editing.select(merged);
  return editing.changedLines("Merged with the next line.");
}

/** Remove the point at hand, or the line. */
export function remove(editing) {
  const { line, point, points, part } = editing;
  if (!line) return editing.say(NO_LINE);
  if (point === null) return removeLine(editing);
  if (points.length <= LEAST_POINTS[part]) return editing.say(`It needs ${LEAST_POINTS[part]} points.`);
  editing.setPoints(points.toSpliced(point, 1));
  return editing.select(editing.selected);
}

function removeLine(editing) {
  editing.drawing.remove(editing.selected);
  editing.select(null);
  editing.changedLines("Line removed.");
}

/** A copy of the line at hand under it; without one, a line around a place, twice as large as `half`. */
export function copy(editing, place, half) {
  const { line, page } = editing;
  const polygon = line?.polygon ?? boxAround(place, half);
  const [, top, , bottom] = bounds(polygon);
  const [across, down] = line ? editing.withinOf(polygon, [0, Math.round(1.1 * (bottom - top))]) : [0, 0];
  const copied = polygon.map(([x, y]) => onPage([x + across, y + down], page));
  editing.select(editing.drawing.add(copied, { behind: line ? editing.selected : null }));
  editing.changedLines("A new line.");
}

function boxAround([x, y], { width, height }) {
  return [[x - width, y - height], [x + width, y - height], [x + width, y + height], [x - width, y + height]];
}
