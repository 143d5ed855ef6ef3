import assert from "node:assert/strict";
import { test } from "node:test";
import * as outlines from "../../../services/labeling_gateway/pages/outlines.js";

const box = (left, top, right, bottom) => [[left, top], [right, top], [right, bottom], [left, bottom]];
const slanted = [[0, 0], [100, 20], [100, 60], [0, 40]];

test("an outline holds what is inside it, also where it is slanted", () => {
  assert.ok(outlines.holds(slanted, [50, 12]));
  assert.ok(!outlines.holds(slanted, [50, 8]));
  assert.ok(!outlines.holds(slanted, [120, 30]));
});

test("the nearest point and edge are found within reach and not beyond", () => {
  assert.equal(outlines.nearestPoint(slanted, [97, 22], 5), 1);
  assert.equal(outlines.nearestPoint(slanted, [90, 30], 5), -1);
  assert.equal(outlines.nearestEdge(slanted, [50, 13], 5), 0);
  assert.equal(outlines.nearestEdge(slanted, [2, 20], 5), 3);
  assert.equal(outlines.nearestEdge(slanted, [2, 20], 5, false), -1);
});

test("a split shares an outline out along the cut and loses nothing of it", () => {
  const [left, right] = outlines.splitOutline(slanted, 30);
  assert.equal(Math.max(...left.map(([x]) => x)), 30);
  assert.equal(Math.min(...right.map(([x]) => x)), 30);
  assert.ok(Math.abs(outlines.area(left) + outlines.area(right) - outlines.area(slanted)) <= 60);
  assert.ok(outlines.holds(left, [20, 20]) && outlines.holds(right, [60, 30]));
});

test("a cut through a corner leaves no point twice", () => {
  for (const part of outlines.splitOutline([[0, 0], [50, -9], [100, 0], [100, 40], [50, 40], [0, 40]], 50)) {
    assert.equal(new Set(part.map(String)).size, part.length);
  }
});

test("an outline is not split where nothing would be left", () => {
  for (const x of [-5, 0, 100, 120]) assert.equal(outlines.splitOutline(slanted, x), null);
});

test("a baseline is cut where its line is, and made anew where it does not reach the cut", () => {
  const parts = outlines.splitOutline(slanted, 50);
  assert.deepEqual(outlines.splitBaseline([[0, 30], [100, 50]], 50, parts), [[[0, 30], [50, 40]], [[50, 40], [100, 50]]]);
  const [left, right] = outlines.splitBaseline([[0, 30], [40, 38]], 50, parts);
  assert.ok(left.at(-1)[0] <= 50 && right[0][0] >= 50);
});

test("merging two lines beside each other gives one outline around both", () => {
  const merged = outlines.mergeOutlines(box(0, 0, 50, 40), box(60, 10, 100, 50));
  assert.deepEqual(outlines.bounds(merged), [0, 0, 100, 50]);
  assert.ok(!outlines.crossesItself(merged));
  for (const inside of [[25, 20], [80, 30], [55, 25]]) assert.ok(outlines.holds(merged, inside));
});

test("what was split is merged to what it was", () => {
  const merged = outlines.mergeOutlines(...outlines.splitOutline(box(0, 0, 100, 40), 30));
  assert.equal(outlines.area(merged), 4000);
  assert.equal(merged.length, 4);
});

test("merging one line under another goes around both", () => {
  const merged = outlines.mergeOutlines(box(0, 0, 100, 40), box(0, 45, 100, 80));
  assert.deepEqual(outlines.bounds(merged), [0, 0, 100, 80]);
  assert.ok(!outlines.crossesItself(merged));
});

test("a merged baseline runs from left to right and never back", () => {
  const merged = outlines.mergeBaselines([[60, 40], [100, 41]], [[0, 30], [62, 33]]);
  assert.deepEqual(merged, [[0, 30], [60, 40], [62, 33], [100, 41]]);
});

test("a baseline is made within its outline, from left to right", () => {
  const made = outlines.baselineOf(slanted);
  assert.deepEqual([made[0][0], made.at(-1)[0]], [0, 100]);
  assert.ok(made.every(([x, y]) => x === 0 || x === 100 || outlines.holds(slanted, [x, y])));
});

test("points that change nothing are left out, and three are always kept", () => {
  assert.deepEqual(outlines.simplified([[0, 0], [50, 0], [100, 0], [100, 0], [100, 40], [0, 40]], 1), box(0, 0, 100, 40));
  assert.equal(outlines.simplified([[0, 0], [1, 0], [2, 0]], 5).length, 3);
});

test("an outline crosses itself where edges touch that do not follow each other", () => {
  assert.ok(outlines.crossesItself([[0, 0], [10, 10], [10, 0], [0, 10]]));
  assert.ok(outlines.crossesItself([[0, 0], [10, 0], [10, 10], [5, 0], [0, 10]]));
  assert.ok(!outlines.crossesItself([[0, 0], [10, 0], [10, 10], [5, 1], [0, 10]]));
  assert.ok(!outlines.crossesItself([[0, 0], [10, 0], [5, 8]]));
});

test("a point beside the page is put at its rim", () => {
  assert.deepEqual(outlines.onPage([-3.2, 120.6], { width: 100, height: 110 }), [0, 110]);
});
