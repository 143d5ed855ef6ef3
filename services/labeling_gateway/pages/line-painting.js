// Paints a page and its lines on a canvas. Doubt shows by the kind of stroke first, by its colour second.

import { doubt } from "./drawn-lines.js";
import { bounds } from "./outlines.js";
import { tilesInSight, toScreen } from "./page-place.js";

const STROKES = {
  sure: { dashes: [], width: 1.5, mark: "" },
  unread: { dashes: [], width: 1.5, mark: " …" },
  doubtful: { dashes: [9, 5], width: 2, mark: " ?" },
  very: { dashes: [2, 4], width: 2.5, mark: " ??" },
};
/** Of a line on the screen: below this height it has no number, casing or baseline, which would only blur it. */
const LEAST_HEIGHT = 9;

/** More lines than this in sight are only outlined while the page moves: dashes and casings of hundreds make it stutter. */
const MANY = 60;

/** All of it. `colours` by name; `pointer` is where the pen would go, on the page; `isMoving` under somebody's hand. */
export function paint(context, { editing, place, room, tiles, page, colours, pointer, density, isMoving }) {
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, room.width, room.height);
  paintPage(context, { place, room, tiles, page, density, colours, isMoving });
  const at = (points) => points.map((point) => toScreen(place, point));
  const seen = editing.lines.map((line, index) => [line, index]).filter(([line]) => isInSight(at(line.polygon), room));
  const paintOne = isMoving && seen.length > MANY ? outlineLine : paintLine;
  seen.forEach(([line]) => paintOne(context, line, at, editing, colours));
  seen.forEach(([line, index]) => paintNumber(context, line, index, at, editing, colours));
  if (editing.line) paintPoints(context, at(editing.points), editing, colours);
  if (editing.mode === "draw") paintPen(context, at([...editing.pen, ...(pointer ? [pointer] : [])]), colours);
}

function paintPage(context, { place, room, tiles, page, density, colours, isMoving }) {
  const { scale } = place;
  const wanted = tilesInSight(place, page, room, page.tiles, density);
  if (!isMoving) tiles.waitOnlyFor(wanted);
  context.imageSmoothingEnabled = scale < 3;
  for (const { image, from, to } of tiles.show(wanted)) {
    const [x, y] = toScreen(place, to);
    context.drawImage(image, ...from, x, y, to[2] * scale + 0.5, to[3] * scale + 0.5);
  }
  context.fillStyle = colours.shade;
  context.fillRect(place.left, place.top, page.width * scale + 0.5, page.height * scale + 0.5);
}

function isInSight(points, { width, height }) {
  const [left, top, right, bottom] = bounds(points);
  return right >= 0 && bottom >= 0 && left <= width && top <= height;
}

function trace(context, points, isClosed) {
  context.beginPath();
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  if (isClosed) context.closePath();
}

function paintLine(context, line, at, editing, colours) {
  const kind = doubt(line);
  const { dashes, width } = STROKES[kind];
  const isSelected = line.key === editing.selected;
  const outline = at(line.polygon);
  const isSmall = !isSelected && heightOf(outline) < LEAST_HEIGHT;
  trace(context, outline, true);
  if (isSelected || kind === "very") fill(context, colours[isSelected ? "chosen" : kind], isSelected ? 0.14 : 0.1);
  if (!isSmall) stroke(context, colours.casing, width + 2, []);
  stroke(context, colours[isSelected ? "chosen" : kind], isSelected ? width + 1 : width, dashes);
  if (isSmall) return;
  trace(context, at(line.baseline), false);
  stroke(context, colours[isSelected ? "chosen" : "baseline"], isSelected && editing.part === "baseline" ? 2.5 : 1, []);
}

/** The line without what takes long to paint. */
function outlineLine(context, line, at, editing, colours) {
  const isSelected = line.key === editing.selected;
  trace(context, at(line.polygon), true);
  stroke(context, colours[isSelected ? "chosen" : doubt(line)], isSelected ? 2.5 : 1.5, []);
}

function heightOf(points) {
  const [, top, , bottom] = bounds(points);
  return bottom - top;
}

function fill(context, colour, strength) {
  context.globalAlpha = strength;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}

function stroke(context, colour, width, dashes) {
  context.setLineDash(dashes);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.stroke();
  context.setLineDash([]);
}

/** The line's number in reading order; while ordering, the one that it is given. */
function paintNumber(context, line, index, at, editing, colours) {
  const [left, top, , bottom] = bounds(at(line.polygon));
  if (bottom - top < LEAST_HEIGHT) return;
  const ordered = editing.order.indexOf(line.key);
  const isOrdering = editing.mode === "order";
  if (isOrdering && ordered < 0) return;
  const words = isOrdering ? `${ordered + 1}` : `${index + 1}${STROKES[doubt(line)].mark}`;
  context.font = `600 ${isOrdering ? 16 : 12}px system-ui, sans-serif`;
  const width = context.measureText(words).width + 8;
  const height = isOrdering ? 22 : 16;
  const [x, y] = [left - width - 3, top + Math.min(bottom - top, 40) / 2 - height / 2];
  context.fillStyle = colours[line.key === editing.selected || isOrdering ? "chosen" : doubt(line)];
  context.beginPath();
  context.roundRect(Math.max(2, x), y, width, height, 3);
  context.fill();
  context.fillStyle = colours.casing;
  context.textBaseline = "middle";
  context.fillText(words, Math.max(2, x) + 4, y + height / 2 + 0.5);
}

function paintPoints(context, points, editing, colours) {
  points.forEach(([x, y], at) => {
    const size = at === editing.point ? 6 : 4;
    context.beginPath();
    if (editing.part === "polygon") context.rect(x - size, y - size, 2 * size, 2 * size);
    else context.arc(x, y, size, 0, 2 * Math.PI);
    context.fillStyle = at === editing.point ? colours.chosen : colours.casing;
    context.fill();
    stroke(context, colours.chosen, 1.5, []);
  });
}

function paintPen(context, points, colours) {
  trace(context, points, false);
  stroke(context, colours.casing, 4, []);
  stroke(context, colours.chosen, 2, [6, 4]);
  points.forEach(([x, y]) => {
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fillStyle = colours.chosen;
    context.fill();
  });
}
