// The line editor: lines to correct, each with its doubtful places and what else could stand there.

import "./alternatives-list.js";
import * as kept from "./kept.js";
import { LineDesk } from "./line-desk.js";
import { LineDeskKeys } from "./line-desk-keys.js";
import { KEYS } from "./line-keys.js";
import { pictureOf } from "./pictures.js";
import { Queue } from "./queue.js";
import { whyNothing } from "./why-nothing.js";

class LineEditor extends LineDesk {
  begin(line) {
    const { task_id: id, text: prefill, graphemes, draft } = line.lease;
    this.text.start(kept.draftOf(id) ?? draft ?? prefill);
    this.text.mark(prefill, graphemes);
    this.say(`Line to read: ${prefill || "no text was read"}`);
    super.begin(line);
  }

  whyNothing(collection) {
    return whyNothing(collection);
  }
}

const prepare = (lease) => ({ picture: pictureOf(lease) });
const desk = new LineEditor(new Queue("key", prepare));
const { text, picture } = desk;
const alternatives = document.querySelector("alternatives-list");

/** Put the alternative that was walked to into the text, if one was. */
function takeWalked() {
  const walked = text.place ? alternatives.walkedTo : undefined;
  if (walked !== undefined) text.choose(walked);
  return walked !== undefined;
}

function stepTo(by) {
  if (!takeWalked() && !text.step(by)) desk.say("No doubtful place in this line.");
}

/** On to the boxes editor. The line stays leased to this tab, and is here again on the way back. */
function drawLines({ page_id: page, line_id: line }) {
  location.assign(`/boxes?${new URLSearchParams({ page, line })}`);
}

function chooseByDigit({ key }) {
  const chosen = text.place ? alternatives.byDigit(Number(key)) : undefined;
  if (chosen === undefined) return false;
  return text.choose(chosen);
}

const keys = new LineDeskKeys(desk, KEYS, {
  accept: () => { takeWalked(); desk.accept(); },
  flag: () => { takeWalked(); keys.flag(); },
  digit: chooseByDigit,
  "wrong-cut": () => drawLines(desk.task.lease),
  "next-doubt": () => stepTo(1),
  "previous-doubt": () => stepTo(-1),
  "walk-on": () => alternatives.walk(1),
  "walk-back": () => alternatives.walk(-1),
});

text.addEventListener("place", () => {
  alternatives.show(text.place?.place ?? null);
  alternatives.moveTo(text.placeLeft);
});
picture.addEventListener("fit", () => alternatives.moveTo(text.placeLeft));
alternatives.addEventListener("choose", ({ detail }) => text.choose(detail));
keys.start();
desk.start();
