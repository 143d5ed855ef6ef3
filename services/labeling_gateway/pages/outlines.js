// The geometry of lines on a page. Pure: points are [x, y] in pixels of the page, outlines are lists of points.

const ASCENT = 0.78;

/** Left, top, right and bottom of some points. */
export function bounds(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The middle of an outline's box. */
export function middle(points) {
  const [left, top, right, bottom] = bounds(points);
  return [(left + right) / 2, (top + bottom) / 2];
}

/** Whether an outline holds a point. */
export function holds(outline, [x, y]) {
  let inside = false;
  outline.forEach(([x1, y1], at) => {
    const [x2, y2] = outline[(at + 1) % outline.length];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
  });
  return inside;
}

/** How far a point is from the stretch between two others. */
export function distance([x, y], [x1, y1], [x2, y2]) {
  const [across, down] = [x2 - x1, y2 - y1];
  const length = across * across + down * down;
  const part = length ? Math.min(1, Math.max(0, ((x - x1) * across + (y - y1) * down) / length)) : 0;
  return Math.hypot(x - x1 - part * across, y - y1 - part * down);
}

/** The point of a list that is nearest to `place` and within reach: its index, or -1. */
export function nearestPoint(points, place, reach) {
  const away = points.map(([x, y]) => Math.hypot(x - place[0], y - place[1]));
  const nearest = away.indexOf(Math.min(...away));
  return away[nearest] <= reach ? nearest : -1;
}

/** The edge that is nearest to `place` and within reach: the index of its first point, or -1. */
export function nearestEdge(points, place, reach, isClosed = true) {
  const last = isClosed ? points.length : points.length - 1;
  let [nearest, least] = [-1, reach];
  for (let at = 0; at < last; at += 1) {
    const away = distance(place, points[at], points[(at + 1) % points.length]);
    if (away <= least) [nearest, least] = [at, away];
  }
  return nearest;
}

/** Points with one more behind the one at an index. */
export const withPoint = (points, behind, place) => points.toSpliced(behind + 1, 0, rounded(place));

/** Points moved by a distance. */
export const shifted = (points, [across, down]) => points.map(([x, y]) => [x + across, y + down]);

export const rounded = ([x, y]) => [Math.round(x), Math.round(y)];

/** A point moved to the nearest place on the page. */
export const onPage = ([x, y], { width, height }) => rounded([Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))]);

/** Where a baseline runs in an outline: at the same part of its height, in as many pieces as the outline bends. */
export function baselineOf(outline) {
  const [left, , right] = bounds(outline);
  const pieces = Math.max(1, Math.min(12, Math.ceil((outline.length - 2) / 2)));
  const found = [];
  for (let at = 0; at <= pieces; at += 1) {
    const x = left + ((right - left) * at) / pieces;
    const inside = Math.min(right - 0.5, Math.max(left + 0.5, x));
    const [top, bottom] = spanAt(outline, inside);
    found.push(rounded([x, top + ASCENT * (bottom - top)]));
  }
  return found;
}

/** Highest and lowest y of an outline at one x within its width. */
export function spanAt(outline, x) {
  const ys = crossings(outline, x);
  if (ys.length) return [Math.min(...ys), Math.max(...ys)];
  const [, top, , bottom] = bounds(outline);
  return [top, bottom];
}

function crossings(outline, x) {
  return outline.flatMap(([x1, y1], at) => {
    const [x2, y2] = outline[(at + 1) % outline.length];
    const isMet = x1 !== x2 && Math.min(x1, x2) <= x && x <= Math.max(x1, x2);
    return isMet ? [y1 + ((x - x1) * (y2 - y1)) / (x2 - x1)] : [];
  });
}

/** An outline cut in two at one x, left part first; null where that leaves nothing on one side. */
export function splitOutline(outline, x) {
  const parts = [half(outline, x, 1), half(outline, x, -1)];
  return parts.every((part) => area(part) >= 1) ? parts : null;
}

/** What of an outline lies to the left (1) or to the right (-1) of an x. */
function half(outline, x, side) {
  const kept = [];
  outline.forEach((point, at) => {
    const next = outline[(at + 1) % outline.length];
    if (side * (x - point[0]) >= 0) kept.push(point);
    if ((x - point[0]) * (x - next[0]) < 0) {
      kept.push(rounded([x, point[1] + ((x - point[0]) * (next[1] - point[1])) / (next[0] - point[0])]));
    }
  });
  return kept.filter((point, at) => !same(point, kept[(at + 1) % kept.length]));
}

/** A baseline cut in two at one x. */
export function splitBaseline(baseline, x, outlines) {
  const left = baseline.filter(([px]) => px < x);
  const right = baseline.filter(([px]) => px > x);
  if (!left.length || !right.length) return outlines.map(baselineOf);
  const [[x1, y1], [x2, y2]] = [left.at(-1), right[0]];
  const cut = rounded([x, y1 + ((x - x1) * (y2 - y1)) / (x2 - x1)]);
  return [[...left, cut], [cut, ...right]];
}

/** One outline around two, which follows both along their tops and bottoms. */
export function mergeOutlines(one, other) {
  const xs = [...new Set([...one, ...other].map(([x]) => x))].sort((a, b) => a - b);
  const spans = xs.map((x) => [x, ...jointSpan([one, other], x)]);
  const outline = [...spans.map(([x, top]) => [x, top]), ...spans.toReversed().map(([x, , bottom]) => [x, bottom])];
  return simplified(outline.map(rounded), 1);
}

/** Highest and lowest y of two outlines at one x; between them it runs straight from one to the other. */
function jointSpan(outlines, x) {
  const spans = outlines.map((outline) => {
    const [left, , right] = bounds(outline);
    return left <= x && x <= right ? spanAt(outline, Math.min(right - 0.5, Math.max(left + 0.5, x))) : null;
  });
  const there = spans.filter(Boolean);
  return [Math.min(...there.map(([top]) => top)), Math.max(...there.map(([, bottom]) => bottom))];
}

/** One baseline for two, from left to right. */
export function mergeBaselines(one, other) {
  const points = [...one, ...other].sort((a, b) => a[0] - b[0]);
  return points.filter(([x], at) => at === 0 || x > points[at - 1][0]);
}

/** An outline without the points that change it by no more than `tolerance`, and without repeated ones. */
export function simplified(outline, tolerance) {
  let points = outline.filter((point, at) => !same(point, outline[(at + 1) % outline.length]));
  for (let at = 0; at < points.length && points.length > 3; ) {
    const [before, after] = [points.at(at - 1), points[(at + 1) % points.length]];
    if (distance(points[at], before, after) <= tolerance) points = points.toSpliced(at, 1);
    else at += 1;
  }
  return points;
}

/** What an outline encloses, in pixels. */
export function area(outline) {
  const sum = outline.reduce((total, [x, y], at) => {
    const [nextX, nextY] = outline[(at + 1) % outline.length];
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum) / 2;
}

/** Whether two edges of an outline that do not follow each other touch or cross. */
export function crossesItself(outline) {
  const count = outline.length;
  for (let one = 0; one < count; one += 1) {
    for (let other = one + 2; other < count; other += 1) {
      const isNext = (other + 1) % count === one;
      if (!isNext && meet(outline[one], outline[one + 1], outline[other], outline[(other + 1) % count])) return true;
    }
  }
  return false;
}

function meet(a, b, c, d) {
  const apart = (at) => Math.max(a[at], b[at]) < Math.min(c[at], d[at]) || Math.max(c[at], d[at]) < Math.min(a[at], b[at]);
  if (apart(0) || apart(1)) return false;
  return side(a, b, c) * side(a, b, d) <= 0 && side(c, d, a) * side(c, d, b) <= 0;
}

const side = ([x1, y1], [x2, y2], [x, y]) => Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
const same = (one, other) => one[0] === other[0] && one[1] === other[1];
