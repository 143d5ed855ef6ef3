import assert from "node:assert/strict";
import test from "node:test";

import { DoubtedText } from "../../../services/labeling_gateway/pages/doubted-text.js";

const READ = "Mns, St";
const sure = (text) => ({ text, confidence: 0.99, alternatives: [] });
const GRAPHEMES = [sure("M"), { text: "n", confidence: 0.4, alternatives: [{ text: "r", probability: 0.6 }] }, sure("s"),
  { text: ",", confidence: 0.7, alternatives: [{ text: ".", probability: 0.3 }] }, sure(" "), sure("S"), sure("t")];
const at = (start, end = start) => ({ start, end });

function read() {
  const text = new DoubtedText();
  text.start(READ);
  text.mark(READ, GRAPHEMES);
  return text;
}

test("the doubts are those of the reading, and one that is selected is the place in focus", () => {
  const text = read();
  assert.deepEqual(text.doubts.map(({ start, end }) => [start, end]), [[1, 2], [3, 4]]);
  assert.equal(text.placeAt(at(1, 2)).place.text, "n");
  assert.equal(text.placeAt(at(1)), null);
  assert.equal(text.next(at(1, 2), 1).start, 3);
});

test("what is chosen is doubtful no more, and undone it is again", () => {
  const text = read();
  assert.equal(text.settle(text.doubts[0], "r", at(1, 2)), 2);
  assert.equal(text.value, "Mrs, St");
  assert.equal(text.doubts.length, 1);
  assert.deepEqual(text.undo(at(3, 4)), at(1, 2));
  assert.equal(text.value, READ);
  assert.deepEqual(text.redo(at(1, 2)), at(3, 4));
  assert.equal(text.value, "Mrs, St");
  assert.equal(text.redo(at(0)), null);
});

test("doubts that become known while somebody types are marked where nothing was typed", () => {
  const text = new DoubtedText();
  text.start(READ);
  text.type("Mrs, St", at(1, 2), "insertText");
  text.mark(READ, GRAPHEMES);
  assert.equal(text.value, "Mrs, St");
  assert.deepEqual(text.doubts.map(({ place }) => place.text), [","]);
});

test("characters typed one after another are undone together, a pause parts them", () => {
  const text = read();
  text.type(`${READ}a`, at(7), "insertText");
  text.type(`${READ}an`, at(8), "insertText");
  text.pause();
  text.type(`${READ}anf`, at(9), "insertText");
  assert.deepEqual(text.undo(at(10)), at(9));
  assert.deepEqual(text.undo(at(9)), at(7));
  assert.equal(text.value, READ);
});

test("a character is put where the caret is, and words are stepped over", () => {
  const text = read();
  assert.equal(text.insert("ſ", at(5, 6)), 6);
  assert.equal(text.value, "Mns, ſt");
  assert.equal(text.wordFrom(at(0), 1), 5);
  assert.equal(text.wordFrom(at(5), 1), 7);
  assert.equal(text.wordFrom(at(7), -1), 5);
});

test("a text that was left is as it was, its past included", () => {
  const text = read();
  text.type(`${READ}a`, at(7), "insertText");
  const kept = text.kept(at(8));
  text.start("another line");
  assert.deepEqual(text.resume(kept), at(8));
  assert.equal(text.value, `${READ}a`);
  assert.deepEqual(text.undo(at(8)), at(7));
});
