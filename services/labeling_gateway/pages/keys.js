// Which key does what in the line editor. Pure: a key event becomes the name of an action, or null.

const PLAIN = { Enter: "accept", Escape: "skip", F1: "help", F2: "not-text" };
const WITH_CONTROL = { u: "unreadable", b: "wrong-cut", i: "invert", "+": "larger", "=": "larger", "-": "smaller" };

/** The action that a key asks for; `inText` says whether the text field has the focus. */
export function actionOf(event, inText) {
  if (event.isComposing) return null;
  if (event.ctrlKey || event.metaKey) return WITH_CONTROL[event.key.toLowerCase()] ?? null;
  if (event.altKey) return { ArrowDown: "walk-on", ArrowUp: "walk-back" }[event.key] ?? null;
  if (event.key === "Tab") return inText ? (event.shiftKey ? "previous-doubt" : "next-doubt") : null;
  if (event.key === "?" && !inText) return "help";
  if (event.key === "Enter" && !inText) return null;
  if (inText && /^[1-9]$/.test(event.key)) return "digit";
  return PLAIN[event.key] ?? null;
}
