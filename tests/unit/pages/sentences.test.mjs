import assert from "node:assert/strict";
import { test } from "node:test";
import { ofLabel, standing } from "../../../services/labeling_gateway/pages/line-story.js";
import { reason } from "../../../services/labeling_gateway/pages/why-nothing.js";

const empty = { documents: 1, lines: { read: 9 }, leased: 0, open: 0, asking: null, adjudications: 0, second_person: 0 };

test("an empty queue says why", () => {
  assert.equal(reason({ ...empty, documents: 0 }), "No page has come in yet.");
  assert.equal(reason({ ...empty, lines: { read: 0 } }), "The pages that came in are being read.");
  assert.equal(reason({ ...empty, leased: 2 }), "2 lines are in people's hands.");
  assert.equal(reason({ ...empty, open: 3, adjudications: 3 }), "3 wait for an adjudicator.");
  assert.match(reason({ ...empty, open: 3 }), /^3 lines wait for others/);
  assert.match(reason({ ...empty, asking: { verdict: "at target" } }), /target is reached/);
  assert.match(reason({ ...empty, asking: { verdict: "goes on" } }), /^All lines that were asked for are answered/);
});

test("a line tells how it stands, and for what it is asked", () => {
  const line = { state: "asked", purpose: "held-out", confidence: 0.5, model_version: "letters-1" };
  assert.equal(standing(line), "Read by letters-1, 50 % sure. It waits for a person, to judge models by.");
  assert.equal(standing({ state: "accepted", purpose: "audit", confidence: 0.99 }), "Accepted without a person, 99 % sure. A person checks it.");
});

test("a label tells who keyed it from what, without answers that no longer count", () => {
  const part = { person: "ada", work: "key", text: "dear", prefill: "deer", seconds: 7, keystrokes: 3, set_aside: null };
  const told = ofLabel({ origin: "human", by: "ada", is_partial: true, parts: [part, { ...part, person: "bob", set_aside: "taken back" }] });
  assert.deepEqual(told, [
    "Keyed by ada. Part of it can't be read, so no model learns from it.",
    "ada keyed “dear” from “deer” in 7 s and 3 keystrokes.",
  ]);
});
