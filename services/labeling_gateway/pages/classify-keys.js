// Every key where documents are sorted, and those of the line editor that mean the same here.

import { KEYS as OF_A_LINE } from "./line-keys.js";

const AS_THERE = ["larger", "smaller", "buttons"];

export const KEYS = [
  { does: "put", keys: ["Enter"], button: "put it there", says: "put the document into the chosen collection and go on" },
  { does: "digit", keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], name: "1 to 9", says: "choose that collection; in a name that is being typed, digits are typed" },
  { does: "next", keys: ["ArrowDown"], says: "choose the next collection" },
  { does: "previous", keys: ["ArrowUp"], says: "choose the collection before" },
  { does: "type", keys: [], name: "letters", says: "find a collection by its name" },
  { does: "next-page", keys: ["ArrowRight", "PageDown"], button: "next page", says: "the next page of the document" },
  { does: "previous-page", keys: ["ArrowLeft", "PageUp"], button: "page before", says: "the page before" },
  { does: "undo", always: true, keys: ["Ctrl+Z"], button: "take back", says: "take back where the last document was put, within ten seconds" },
  { does: "skip", keys: ["Escape"], button: "skip", says: "put away what was typed; skip the document, with a reason" },
  { does: "whole", keys: ["Ctrl+0"], button: "whole page", says: "the whole page; the wheel zooms, a drag moves it" },
  ...OF_A_LINE.filter(({ does }) => AS_THERE.includes(does)),
  { does: "help", always: true, keys: ["?", "F1"], button: "all keys", says: "this sheet" },
];
