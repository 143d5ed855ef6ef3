// What two people made of a line, as places of one text: see doubts.js. Pure.

/** The text to start from: what both have, and of each difference the left side, or the right where that is nothing. */
export const textOf = ({ diff }) => diff.map(started).join("");

/** The places of that text. A difference is doubtful until it is decided; `at` is its number, `left` and `right` its sides. */
export function placesOf({ diff }) {
  let at = 0;
  return diff.map((piece) => {
    const { left, right, start, end } = piece;
    const text = started(piece);
    if (left === right) return { text, confidence: 1, alternatives: [], start, end };
    at += 1;
    const other = text === left ? right : left;
    return { text, confidence: 0.5, alternatives: [{ text: other, probability: 0.5 }], start, end, at, left, right };
  });
}

/** Whether somebody gave no text. */
export const isDecline = (reading) => reading.text === null;

/** What somebody made of a line that they gave no text for, in words. */
export function declined({ outcome, reason }) {
  return outcome === "skip" ? `skipped: ${reason}` : { unreadable: "unreadable", "not-text": "no text" }[outcome] ?? outcome;
}

const started = ({ left, right }) => left || right;
