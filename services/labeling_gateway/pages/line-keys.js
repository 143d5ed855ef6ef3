// Every key of the line editor, in one table: what it does, where, and how it is explained.

import { OUTSIDE, TEXT } from "./keys.js";

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export const KEYS = [
  { does: "accept", keys: ["Enter"], where: TEXT, button: "accept", says: "accept the line and go on" },
  { does: "flag", keys: ["Shift+Enter"], where: TEXT, button: "accept and flag", says: "accept the line and flag it for the lead, with a note" },
  { does: "next-doubt", keys: ["Tab"], where: TEXT, button: "next doubt", says: "next doubtful place; after the last one, those that are nearly sure" },
  { does: "previous-doubt", keys: ["Shift+Tab"], where: TEXT, says: "previous doubtful place" },
  { does: "next-word", keys: ["Ctrl+ArrowRight"], where: TEXT, says: "before the next word" },
  { does: "previous-word", keys: ["Ctrl+ArrowLeft"], where: TEXT, says: "before this word, or the one before" },
  { does: "digit", keys: DIGITS, name: "1 to 9", where: TEXT, says: "take that alternative and go on to the next doubtful place; where a digit may stand, digits are typed" },
  { does: "walk-on", keys: ["Alt+ArrowDown"], says: "walk to the next alternative; Tab or Enter takes it" },
  { does: "walk-back", keys: ["Alt+ArrowUp"], says: "walk to the alternative before" },
  { does: "undo", always: true, keys: ["Ctrl+Z"], button: "undo", says: "undo; at the start of a line, back into the line just answered" },
  { does: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], button: "redo", says: "redo" },
  { does: "palette", keys: ["Ctrl+Space"], button: "characters", says: "special characters, those of this collection first" },
  { does: "skip", keys: ["Escape"], button: "skip", says: "skip the line, with a reason" },
  { does: "unreadable", keys: ["Ctrl+U"], button: "unreadable", says: "part of the line can't be read, or all of it" },
  { does: "not-text", keys: ["F2"], button: "not text", says: "there is no text in this picture" },
  { does: "wrong-cut", keys: ["Ctrl+B"], button: "wrong cut", says: "the line is cut wrongly: draw the lines of its page" },
  { does: "page", keys: ["Ctrl+P"], button: "page", says: "the whole page, with this line framed" },
  { does: "invert", always: true, keys: ["Ctrl+I"], button: "invert", says: "invert the picture" },
  { does: "contrast", always: true, keys: ["Ctrl+E"], button: "contrast", says: "more contrast in the picture" },
  { does: "larger", always: true, keys: ["Ctrl++", "Ctrl+="], button: "larger", says: "larger" },
  { does: "smaller", always: true, keys: ["Ctrl+-"], button: "smaller", says: "smaller" },
  { does: "buttons", always: true, keys: ["F6"], says: "to the buttons at the foot; again: back to the text" },
  { does: "help", always: true, keys: ["F1"], button: "all keys", says: "this sheet" },
  { does: "help", always: true, keys: ["?"], where: OUTSIDE, says: "this sheet, outside of the text" },
];
