import assert from "node:assert/strict";
import { test } from "node:test";
import { waiting } from "../../../services/labeling_gateway/pages/inbox-state.js";

const queue = (free, leased) => [{ kind: "classify", free, leased, oldest_wait_seconds: 7200 }];

test("an inbox says what waits in it", () => {
  assert.equal(waiting({ documents: 0, queue: [] }), "Nothing: no document is left in it.");
  assert.equal(waiting({ documents: 1, queue: [] }), "1 document is still being read.");
  assert.equal(waiting({ documents: 1, queue: queue(1, 0) }), "1 document to be sorted. The oldest has waited 2.0 h.");
  assert.equal(
    waiting({ documents: 6, queue: queue(3, 1) }),
    "4 documents to be sorted, 1 of them in somebody's hands. The oldest has waited 2.0 h. 2 documents are still being read.",
  );
});
