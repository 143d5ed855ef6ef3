import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, shown } from "../../../services/labeling_gateway/pages/keys.js";
import { KEYS } from "../../../services/labeling_gateway/pages/classify-keys.js";
import { doubtOf, matching } from "../../../services/labeling_gateway/pages/offers.js";

const offers = ["letters-1905", "old-letters", "akten"].map((collection) => ({ collection }));
const names = (typed) => matching(offers, typed).map(({ collection }) => collection);

test("nothing typed leaves the likeliest first", () => assert.deepEqual(names(" "), ["letters-1905", "old-letters", "akten"]));

test("what begins with what was typed comes before what only has it in it", () => {
  assert.deepEqual(names("LET"), ["letters-1905", "old-letters"]);
  assert.deepEqual(names("old"), ["old-letters"]);
  assert.deepEqual(names("none"), []);
});

test("doubt has three steps, and none where nothing could be compared", () => {
  const marks = [0.95, 0.6, 0.2, null].map((probability) => doubtOf({ probability }));
  assert.deepEqual(marks, [["sure", ""], ["doubt", "?"], ["very", "??"], ["unknown", ""]]);
});

test("every key is written for people, and means one thing", () => {
  const keys = KEYS.flatMap((row) => row.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(KEYS.every((row) => shown(row) && row.says));
  assert.equal(actionOf(KEYS, { key: "?", shiftKey: true }, true), "help");
});
