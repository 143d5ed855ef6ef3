import assert from "node:assert/strict";
import { test } from "node:test";
import { doubt, drawable, Drawing, handedIn, placeFor } from "../../../services/labeling_gateway/pages/drawn-lines.js";

const box = (left, top, right, bottom) => [[left, top], [right, top], [right, bottom], [left, bottom]];
const line = (id, top, left = 0, right = 100) => ({ id, polygon: box(left, top, right, top + 20), baseline: [[left, top + 15], [right, top + 15]], confidence: 0.95, text: id });
const three = () => new Drawing(drawable([line("a", 0), line("b", 30), line("c", 60)]));
const names = (drawing) => drawing.lines.map(({ id }) => id ?? "new").join(" ");

test("every change can be undone and done again, up to the next change", () => {
  const drawing = three();
  drawing.remove("b");
  drawing.move("a", [1, 2]);
  assert.ok(drawing.undo() && drawing.undo() && !drawing.undo());
  assert.equal(names(drawing), "a b c");
  assert.ok(drawing.redo());
  assert.equal(names(drawing), "a c");
  drawing.remove("a");
  assert.ok(!drawing.redo());
});

test("what joins the step before is undone with it", () => {
  const drawing = three();
  drawing.move("a", [1, 0]);
  drawing.move("a", [1, 0], true);
  assert.deepEqual(drawing.get("a").polygon[0], [2, 0]);
  drawing.undo();
  assert.deepEqual(drawing.get("a").polygon[0], [0, 0]);
});

test("a step that is first joins nothing and can be undone", () => {
  const drawing = three();
  drawing.move("a", [5, 0], true);
  assert.ok(drawing.undo());
  assert.deepEqual(drawing.get("a").polygon[0], [0, 0]);
});

test("a new line stands where it is read: behind the one above it, in its column", () => {
  assert.equal(placeFor(box(0, 25, 100, 35), three().lines), 1);
  assert.equal(placeFor(box(0, -30, 100, -10), three().lines), 0);
  assert.equal(placeFor(box(0, 90, 100, 99), three().lines), 3);
  const columns = drawable([line("a", 0), line("b", 30), line("x", 0, 200, 300), line("y", 60, 200, 300)]);
  assert.equal(placeFor(box(200, 30, 300, 50), columns), 3);
  assert.equal(placeFor(box(500, 0, 600, 20), columns), 4);
});

test("parts of a split are new lines in its place, and merging them gives one", () => {
  const drawing = three();
  const right = drawing.split("b", 40);
  assert.equal(names(drawing), "a new new c");
  assert.equal(drawing.at(right), 2);
  drawing.merge(drawing.lines[1].key);
  assert.equal(names(drawing), "a new c");
  assert.equal(drawing.merge("c"), null);
  assert.equal(drawing.split("a", 100), null);
});

test("lines that are clicked through stand in that order from where the first of them stood", () => {
  const drawing = three();
  drawing.reorder(["c", "b"]);
  assert.equal(names(drawing), "a c b");
  drawing.reorder(["b", "a"]);
  assert.equal(names(drawing), "b a c");
});

test("keys of new lines are never the same, and the server is told no key", () => {
  const drawing = three();
  const keys = [drawing.add(box(0, 90, 9, 99)), drawing.add(box(0, 90, 9, 99))];
  assert.notEqual(keys[0], keys[1]);
  assert.deepEqual(Object.keys(handedIn(drawing.lines)[0]), ["id", "polygon", "baseline"]);
  assert.equal(handedIn(drawing.lines).at(-1).id, null);
});

test("doubt has three steps, and a line that was not read has none", () => {
  const kinds = [0.95, 0.9, 0.89, 0.6, 0.59, null].map((confidence) => doubt({ confidence }));
  assert.deepEqual(kinds, ["sure", "sure", "doubtful", "doubtful", "very", "unread"]);
});
