// Which key does what in the boxes editor: one table, for the keyboard and for the sheet of keys. Pure.

/** [keys, what is shown, action, what it does]. Keys as `pressed` names them. */
export const KEYS = [
  [["n"], "n", "draw", "draw a line: click around the text, Enter ends; a click on the first point does too"],
  [["d"], "d", "copy", "draw by keyboard: a copy of the line at hand under it, or a first line in the middle"],
  [["Tab"], "Tab", "next-line", "the next line in order"],
  [["Shift+Tab"], "Shift+Tab", "previous-line", "the line before"],
  [["."], ".", "next-point", "the next point of this line"],
  [[","], ",", "previous-point", "the point before"],
  [["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], "Arrows", "nudge", "move the line or point at hand; the page where there is none"],
  [["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], "Shift+Arrows", "nudge-far", "the same, ten times as far"],
  [["i"], "i", "add-point", "a point behind the one at hand; a double click on the outline does too"],
  [["b"], "b", "baseline", "take hold of the baseline's points instead of the outline's, and back"],
  [["s"], "s", "split", "split the line at the pointer, or at the point at hand"],
  [["m"], "m", "merge", "merge the line with the next one"],
  [["Delete", "Backspace"], "Delete", "remove", "remove the point at hand, or the line"],
  [["o"], "o", "order", "order: click (or Tab and Space) through the lines as they are read, Enter ends"],
  [["Ctrl+z"], "Ctrl+Z", "undo", "undo"],
  [["Ctrl+Shift+z", "Ctrl+y"], "Ctrl+Shift+Z", "redo", "redo"],
  [["+", "="], "+", "larger", "zoom in; the wheel zooms at the pointer"],
  [["-"], "-", "smaller", "zoom out"],
  [["0"], "0", "whole", "the whole page"],
  [["Space"], "Space and drag", "hand", "move the page; the middle button and a drag beside the lines do too"],
  [["Enter"], "Enter", "enter", "end what is being drawn or ordered; hand the page in"],
  [["Escape"], "Esc", "leave", "leave what is being drawn, then the point, then the line; then skip the page"],
  [["?", "F1"], "?", "help", "this sheet"],
];

const ACTIONS = new Map(KEYS.flatMap(([keys, , action]) => keys.map((key) => [key, action])));

/** A key event as the table names it: what makes a character stands for itself, with or without Shift. */
export function pressed({ key, ctrlKey, metaKey, shiftKey }) {
  const control = ctrlKey || metaKey;
  const name = key === " " ? "Space" : key.length === 1 && control ? key.toLowerCase() : key;
  const shift = shiftKey && (control || name.length > 1);
  return `${control ? "Ctrl+" : ""}${shift ? "Shift+" : ""}${name}`;
}

/** The action that a key asks for, or null. */
export const actionOf = (event) => (event.altKey || event.isComposing ? null : (ACTIONS.get(pressed(event)) ?? null));

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Which way an arrow points. */
export const wayOf = (event) => WAYS[event.key] ?? [0, 0];
