// What the keys do where lines are keyed: in the line editor and in adjudication.

import "./character-palette.js";
import "./whole-page.js";
import { DeskKeys } from "./desk-keys.js";
import { FLAG, UNREADABLE } from "./questions.js";

const [question, palette, page] = ["small-question", "character-palette", "whole-page"]
  .map((selector) => document.querySelector(selector));

export class LineDeskKeys extends DeskKeys {
  #desk;

  /** For a LineDesk; see DeskKeys. */
  constructor(desk, keys, actions) {
    super(desk, keys, { ...shared(desk), ...actions }, [palette, page]);
    this.#desk = desk;
    palette.addEventListener("character", ({ detail }) => desk.text.insert(detail));
  }

  /** Accept the line, and ask what its lead should look at. */
  async flag() {
    const note = await question.ask(FLAG);
    if (note !== null) this.#desk.accept({ flag: note });
  }
}

function shared(desk) {
  const { text, picture } = desk;
  return {
    unreadable: () => { askWhatIsUnreadable(desk); },
    "not-text": () => desk.hand("not-text"),
    "next-doubt": () => step(desk, 1),
    "previous-doubt": () => step(desk, -1),
    "next-word": () => text.stepWord(1),
    "previous-word": () => text.stepWord(-1),
    redo: () => { text.redo(); },
    palette: () => palette.open(desk.task.lease.collection),
    page: () => { openPage(desk); },
    invert: () => { picture.toggleAttribute("inverted"); },
    contrast: () => { picture.toggleAttribute("contrast"); },
    larger: () => picture.zoom(1),
    smaller: () => picture.zoom(-1),
  };
}

function step(desk, by) {
  if (!desk.text.step(by)) desk.say("No doubtful place in this line.");
}

async function askWhatIsUnreadable(desk) {
  const { illegible_sign: sign } = desk.task.lease;
  const what = await question.ask(UNREADABLE);
  if (what === UNREADABLE.whole) desk.hand("unreadable");
  else if (what !== null) desk.text.insert(sign);
}

async function openPage(desk) {
  const shown = await desk.task.picture;
  if (shown?.around) page.open(shown.around);
  else desk.tell("The page of this line is not at hand.");
}
