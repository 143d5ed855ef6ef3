// Adjudication: lines that two people read differently, to be settled place by place.

import "./two-readings.js";
import { KEYS } from "./adjudication-keys.js";
import { isDecline, placesOf, textOf } from "./differences.js";
import * as kept from "./kept.js";
import { LineDesk } from "./line-desk.js";
import { LineDeskKeys } from "./line-desk-keys.js";
import { pictureOf } from "./pictures.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";

const readings = document.querySelector("two-readings");

class Adjudication extends LineDesk {
  begin(line) {
    this.text.start(kept.draftOf(line.lease.task_id) ?? "");
    this.#showBoth(line);
    super.begin(line);
  }

  whyNothing() {
    return "Nothing waits for you: no two people disagree just now.";
  }

  accept(more = {}) {
    const { text } = this;
    if (!text.doubtful) return super.accept(more);
    text.step(1);
    this.tell(`Not all is decided yet: ${text.doubtful === 1 ? "one difference is" : `${text.doubtful} differences are`} open.`);
  }

  /** Both readings at once; the text starts with the left one, its differences doubtful until they are decided. */
  async #showBoth(line) {
    try {
      const found = await line.adjudication;
      if (this.task !== line) return;
      const both = textOf(found);
      this.text.start(kept.draftOf(line.lease.task_id) ?? both);
      this.text.mark(both, placesOf(found));
      readings.show(found);
      readings.focusOn(this.text.place?.place ?? null);
      this.say(readings.spoken);
    } catch (error) {
      if (this.task === line) this.tell(error.message);
    }
  }
}

const prepare = (lease) => ({ picture: pictureOf(lease), adjudication: server.adjudication(lease.task_id) });
const desk = new Adjudication(new Queue("adjudicate", prepare));
const { text } = desk;

/** Take one side: for the difference in focus, or whole where one of the two gave no text. */
function take(side) {
  const { place } = text;
  if (place) return text.choose(place.place[side]);
  const whole = readings.whole(side);
  if (!whole || text.value) return false;
  return isDecline(whole) ? desk.hand(whole.outcome, { reason: whole.reason }) : text.insert(whole.text);
}

const keys = new LineDeskKeys(desk, KEYS, {
  accept: () => desk.accept(),
  left: () => take("left"),
  right: () => take("right"),
});

text.addEventListener("place", () => readings.focusOn(text.place?.place ?? null));
readings.addEventListener("take", ({ detail: { at, side } }) => {
  if (at === null || text.focusOnPlace((place) => place.at === at)) take(side);
});
keys.start();
desk.start();
