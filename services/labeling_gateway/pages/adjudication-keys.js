// Every key of adjudication: those that choose sides, and those of the line editor that mean the same here.

import { TEXT } from "./keys.js";
import { KEYS as OF_A_LINE } from "./line-keys.js";

const AS_THERE = [
  "next-word", "previous-word", "undo", "redo", "palette", "skip", "unreadable", "not-text", "page",
  "invert", "contrast", "larger", "smaller", "buttons", "help",
];

export const KEYS = [
  { does: "accept", keys: ["Enter"], where: TEXT, button: "settle", says: "settle the line as it stands and go on" },
  { does: "left", keys: ["ArrowLeft"], where: TEXT, button: "upper", says: "in a difference: take the upper reading and go on to the next" },
  { does: "right", keys: ["ArrowRight"], where: TEXT, button: "lower", says: "in a difference: take the lower reading and go on to the next" },
  { does: "next-doubt", keys: ["Tab"], where: TEXT, button: "next difference", says: "next difference that is not decided" },
  { does: "previous-doubt", keys: ["Shift+Tab"], where: TEXT, says: "the difference before" },
  ...OF_A_LINE.filter(({ does }) => AS_THERE.includes(does)),
];
