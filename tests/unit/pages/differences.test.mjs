import assert from "node:assert/strict";
import { test } from "node:test";
import { declined, placesOf, textOf } from "../../../services/labeling_gateway/pages/differences.js";

const equal = (text) => ({ left: text, right: text, start: 0, end: 0.5 });
const differs = (left, right) => ({ left, right, start: 0.5, end: 0.6 });
const found = { diff: [equal("My "), differs("dear", "deer"), equal(" "), differs("", "x"), equal(".")] };

test("the text starts with the left side, and with the right where the left has nothing", () => {
  assert.equal(textOf(found), "My dear x.");
  assert.equal(placesOf(found).map(({ text }) => text).join(""), textOf(found));
});

test("differences are numbered, doubtful, and know both sides; what both have is sure", () => {
  const places = placesOf(found);
  assert.deepEqual(places.map(({ confidence }) => confidence), [1, 0.5, 1, 0.5, 1]);
  assert.deepEqual(places.filter(({ at }) => at).map(({ at, left, right }) => [at, left, right]), [[1, "dear", "deer"], [2, "", "x"]]);
  assert.deepEqual(places[3].alternatives, [{ text: "", probability: 0.5 }]);
});

test("a side without a text is told in words", () => {
  assert.equal(declined({ outcome: "skip", reason: "not my hand" }), "skipped: not my hand");
  assert.equal(declined({ outcome: "not-text" }), "no text");
});
