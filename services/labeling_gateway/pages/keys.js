// Keys as tables of them say: which action one asks for, and how it is written for people. Pure.
// A row is {does, keys, where, button, says, name, always}. `where`: only in the text field, only outside of it, or, if it
// is left out, everywhere. `button`: what the button at the foot says. `name`: how the keys are written. `always`: even
// while nothing is at hand.

export const TEXT = "text";
export const OUTSIDE = "outside";

const SHOWN = { Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", ArrowRight: "→", ArrowLeft: "←" };

/** The action that a key asks for, or null; `inText` says whether the text field has the focus. */
export function actionOf(table, event, inText) {
  if (event.isComposing) return null;
  const pressed = chord(event);
  const row = table.find(({ keys }) => keys.includes(pressed));
  if (!row || (row.where === TEXT && !inText) || (row.where === OUTSIDE && inText)) return null;
  return row.does;
}

/** How a row's key is written for people. */
export function shown({ keys, name }) {
  return name ?? keys[0].replace(/[A-Z]\w+$/, (key) => SHOWN[key] ?? key);
}

/** A key with what is held, as the table writes it. Shift counts for letters and named keys: others look different. */
export function chord({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  const named = key === " " ? "Space" : key;
  const plain = named.length === 1 ? named.toUpperCase() : named;
  const shift = shiftKey && (plain.length > 1 || plain !== plain.toLowerCase());
  return [ctrlKey || metaKey ? "Ctrl+" : "", altKey ? "Alt+" : "", shift ? "Shift+" : "", plain].join("");
}
