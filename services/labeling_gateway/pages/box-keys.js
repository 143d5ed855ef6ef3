// Every key of the boxes editor, in one table: what it does, and how it is explained.

export const KEYS = [
  { does: "draw", keys: ["N"], name: "n", says: "draw a line: click around the text, Enter ends; a click on the first point does too" },
  { does: "copy", keys: ["D"], name: "d", says: "draw by keyboard: a copy of the line at hand under it, or a first line in the middle" },
  { does: "next-line", keys: ["Tab"], name: "Tab", says: "the next line in order" },
  { does: "previous-line", keys: ["Shift+Tab"], name: "Shift+Tab", says: "the line before" },
  { does: "next-point", keys: ["."], name: ".", says: "the next point of this line" },
  { does: "previous-point", keys: [","], name: ",", says: "the point before" },
  { does: "nudge", keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], name: "Arrows", says: "move the line or point at hand; the page where there is none" },
  { does: "nudge-far", keys: ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], name: "Shift+Arrows", says: "the same, ten times as far" },
  { does: "add-point", keys: ["I"], name: "i", says: "a point behind the one at hand; a double click on the outline does too" },
  { does: "baseline", keys: ["B"], name: "b", says: "take hold of the baseline's points instead of the outline's, and back" },
  { does: "split", keys: ["S"], name: "s", says: "split the line at the pointer, or at the point at hand" },
  { does: "merge", keys: ["M"], name: "m", says: "merge the line with the next one" },
  { does: "remove", keys: ["Delete", "Backspace"], name: "Delete", says: "remove the point at hand, or the line" },
  { does: "order", keys: ["O"], name: "o", says: "order: click (or Tab and Space) through the lines as they are read, Enter ends" },
  { does: "undo", keys: ["Ctrl+Z"], name: "Ctrl+Z", says: "undo" },
  { does: "redo", keys: ["Ctrl+Shift+Z", "Ctrl+Y"], name: "Ctrl+Shift+Z", says: "redo" },
  { does: "larger", keys: ["+", "="], name: "+", says: "zoom in; the wheel zooms at the pointer" },
  { does: "smaller", keys: ["-"], name: "-", says: "zoom out" },
  { does: "whole", keys: ["0"], name: "0", says: "the whole page" },
  { does: "hand", keys: ["Space"], name: "Space and drag", says: "move the page; the middle button and a drag beside the lines do too" },
  { does: "enter", keys: ["Enter"], name: "Enter", says: "end what is being drawn or ordered; hand the page in" },
  { does: "leave", keys: ["Escape"], name: "Esc", says: "leave what is being drawn, then the point, then the line; then skip the page" },
  { does: "help", keys: ["?", "F1"], name: "?", says: "this sheet" },
];

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Which way an arrow points. */
export const wayOf = (event) => WAYS[event.key] ?? [0, 0];
