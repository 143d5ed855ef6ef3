import assert from "node:assert/strict";
import { test } from "node:test";
import * as place from "../../../services/labeling_gateway/pages/page-place.js";

const page = { width: 4000, height: 3000 };
const room = { width: 1000, height: 700 };
const tiles = { size: 512, levels: 4 };
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("the whole page is shown in the middle", () => {
  const whole = place.fitted(page, room);
  const [left, top] = place.toScreen(whole, [0, 0]);
  const [right, bottom] = place.toScreen(whole, [4000, 3000]);
  near(left + right, 1000);
  near(top + bottom, 700);
  assert.ok(left >= 24 - 1e-9 && top >= 24 - 1e-9);
});

test("what is under the pointer stays there as one zooms", () => {
  const before = place.fitted(page, room);
  const under = place.toPage(before, [300, 200]);
  const after = place.zoomed(before, 3, [300, 200], page, room);
  const [x, y] = place.toScreen(after, under);
  near(x, 300);
  near(y, 200);
});

test("zoom ends at eightfold and at half of the whole page", () => {
  const whole = place.fitted(page, room);
  near(place.zoomed(whole, 1e6, [0, 0], page, room).scale, 8);
  near(place.zoomed(whole, 1e-6, [0, 0], page, room).scale, whole.scale / 2);
});

test("tiles in sight are of the level that the screen can show, and none beside the page", () => {
  const whole = place.fitted(page, room);
  const found = place.tilesInSight(whole, page, room, tiles);
  assert.ok(found.every(([level]) => level === 2));
  assert.equal(found.length, 2 * 2);
  const close = { scale: 1, left: 0, top: 0 };
  assert.deepEqual(place.tilesInSight(close, page, { width: 600, height: 100 }, tiles), [[0, 0, 0], [0, 1, 0]]);
  assert.deepEqual(place.tilesInSight(panned(close), page, room, tiles), []);
});

const panned = (from) => place.panned(from, [5000, 0]);

test("a line that is out of sight is brought into it, and one that is seen moves nothing", () => {
  const close = { scale: 1, left: 0, top: 0 };
  assert.equal(place.showing(close, [10, 10, 500, 60], page, room), close);
  const moved = place.showing(close, [100, 2000, 3900, 2060], page, room);
  const [left, top] = place.toScreen(moved, [100, 2000]);
  const [right] = place.toScreen(moved, [3900, 2000]);
  assert.ok(left >= 0 && right <= 1000 && top > 0 && top < 700);
});
