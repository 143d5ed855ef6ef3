// Adjudication: lines that two people read differently, to be settled place by place.

import "./two-readings.js";
import { KEYS } from "./adjudication-keys.js";
import { Desk } from "./desk.js";
import { DeskKeys } from "./desk-keys.js";
import { isDecline, placesOf, textOf } from "./differences.js";
import * as kept from "./kept.js";
import { pictureOf } from "./pictures.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";

const prepare = (lease) => ({ picture: pictureOf(lease), adjudication: server.adjudication(lease.task_id) });
const desk = new Desk(new Queue("adjudicate", prepare), begin, () => "Nothing waits for you: no two people disagree just now.");
const { text } = desk;
const readings = document.querySelector("two-readings");

/** Both readings at once; the text starts with the left one, its differences doubtful until they are decided. */
async function begin(line) {
  const { task_id: id } = line.lease;
  text.start(kept.draftOf(id) ?? "");
  try {
    const found = await line.adjudication;
    if (desk.line !== line) return;
    const both = textOf(found);
    text.start(kept.draftOf(id) ?? both);
    text.mark(both, placesOf(found));
    readings.show(found);
    readings.focusOn(text.place?.place ?? null);
    desk.say(readings.spoken);
  } catch (error) {
    if (desk.line === line) desk.tell(error.message);
  }
}

/** Take one side: for the difference in focus, or whole where one of the two gave no text. */
function take(side) {
  const { place } = text;
  if (place) return text.choose(place.place[side]);
  const whole = readings.whole(side);
  if (!whole || text.value) return false;
  return isDecline(whole) ? desk.hand(whole.outcome, { reason: whole.reason }) : text.insert(whole.text);
}

function accept(more = {}) {
  if (!text.doubtful) return desk.accept(more);
  text.step(1);
  desk.tell(`Not all is decided yet: ${text.doubtful === 1 ? "one difference is" : `${text.doubtful} differences are`} open.`);
}

const keys = new DeskKeys(desk, KEYS, {
  accept: () => accept(),
  left: () => take("left"),
  right: () => take("right"),
});

text.addEventListener("place", () => readings.focusOn(text.place?.place ?? null));
readings.addEventListener("take", ({ detail: { at, side } }) => {
  if (at === null || text.focusOnPlace((place) => place.at === at)) take(side);
});
keys.start();
desk.start();
