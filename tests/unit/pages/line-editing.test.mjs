import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS } from "../../../services/labeling_gateway/pages/box-keys.js";
import { actionOf, chord } from "../../../services/labeling_gateway/pages/keys.js";
import { drawable } from "../../../services/labeling_gateway/pages/drawn-lines.js";
import * as actions from "../../../services/labeling_gateway/pages/line-actions.js";
import { LineEditing } from "../../../services/labeling_gateway/pages/line-editing.js";

const box = (left, top, right, bottom) => [[left, top], [right, top], [right, bottom], [left, bottom]];
const line = (id, top) => ({ id, polygon: box(10, top, 110, top + 20), baseline: [[10, top + 15], [110, top + 15]], confidence: 1, text: id });
const begun = () => new LineEditing({ width: 200, height: 200 }, drawable([line("a", 10), line("b", 40), line("c", 70)]));
const key = (name, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
const asked = (event) => actionOf(KEYS, event, false);

test("of lines that lie on one another the smallest is taken", () => {
  const editing = begun();
  editing.drawing.add(box(50, 42, 60, 50));
  assert.equal(editing.lineAt([55, 45]).id, null);
  assert.equal(editing.lineAt([20, 45]).id, "b");
  assert.equal(editing.lineAt([150, 45]), undefined);
});

test("a whole drag is one step back", () => {
  const editing = begun();
  assert.ok(editing.press([50, 20], 3));
  [[55, 22], [60, 25], [62, 25]].forEach((place) => editing.drag(place));
  editing.release();
  assert.deepEqual(editing.line.polygon[0], [22, 15]);
  editing.undo(false);
  assert.deepEqual(editing.line.polygon[0], [10, 10]);
});

test("no line and no point leaves the page", () => {
  const editing = begun();
  editing.select("a");
  editing.nudge([-500, -500]);
  assert.deepEqual(editing.line.polygon[0], [0, 0]);
  editing.stepPoint(1);
  editing.nudge([0, 900]);
  assert.deepEqual(editing.line.polygon[0], [0, 200]);
});

test("a drawn line is there once it has three points, and the pen can be put away", () => {
  const editing = begun();
  editing.begin("draw");
  [[10, 120], [60, 120]].forEach((place) => editing.press(place, 2));
  editing.finish();
  assert.equal(editing.lines.length, 3);
  editing.begin("draw");
  [[10, 120], [60, 120], [60, 140], [11, 121]].forEach((place) => editing.press(place, 2));
  assert.equal(editing.lines.length, 4);
  assert.equal(editing.mode, "choose");
});

test("points are added, stepped through and removed, and three stay", () => {
  const editing = begun();
  editing.select("a");
  editing.stepPoint(1);
  actions.insert(editing);
  assert.deepEqual(editing.points[1], [60, 10]);
  for (let times = 0; times < 9; times += 1) {
    editing.stepPoint(1);
    actions.remove(editing);
  }
  assert.equal(editing.line.polygon.length, 3);
});

test("a point is added where the edge is nearest, to the baseline too", () => {
  const editing = begun();
  editing.select("a");
  actions.turn(editing);
  assert.ok(editing.addAt([60, 26], 4));
  assert.deepEqual(editing.line.baseline[1], [60, 26]);
  assert.ok(!editing.addAt([60, 60], 4));
});

test("Tab goes through the lines and out behind the last", () => {
  const editing = begun();
  const seen = [];
  while (editing.stepLine(1)) seen.push(editing.line.id);
  assert.deepEqual(seen, ["a", "b", "c"]);
});

test("leaving goes from the point to the line to nothing", () => {
  const editing = begun();
  editing.select("a", 1);
  assert.deepEqual([editing.leave(), editing.leave(), editing.leave()], [true, true, false]);
  assert.equal(editing.selected, null);
});

test("a line is split at the point at hand where there is no pointer", () => {
  const editing = begun();
  editing.select("a");
  actions.insert(editing);
  actions.split(editing, null);
  assert.deepEqual(editing.lines.map(({ id }) => id), [null, null, "b", "c"]);
});

test("a copy stands under its line and on the page", () => {
  const editing = begun();
  editing.select("c");
  actions.copy(editing, [0, 0], { width: 5, height: 5 });
  assert.deepEqual(editing.line.polygon, box(10, 92, 110, 112));
  assert.equal(editing.drawing.at(editing.selected), 3);
});

test("every key of the table asks for its action, and no two actions share one", () => {
  const keys = KEYS.flatMap((row) => row.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(asked(key("n")), "draw");
  assert.equal(asked(key("z", { ctrlKey: true })), "undo");
  assert.equal(asked(key("Z", { ctrlKey: true, shiftKey: true })), "redo");
  assert.equal(asked(key("Tab", { shiftKey: true })), "previous-line");
  assert.equal(asked(key("+", { shiftKey: true })), "larger");
  assert.equal(asked(key("?", { shiftKey: true })), "help");
  assert.equal(chord(key(" ")), "Space");
  assert.equal(asked(key("n", { altKey: true })), null);
  assert.equal(asked(key("n", { ctrlKey: true })), null);
});
