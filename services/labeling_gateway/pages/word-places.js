// Where each word of a text goes, so that it stands under its place in the picture. Pure.

/** The words of a text, each with the blanks after it: [{start, end, left, right}], left and right 0 to 1 or null. */
export function wordsOf(places) {
  const words = [];
  let at = 0;
  let blank = true;
  for (const place of places) {
    for (const part of place.text.match(/\s+|\S+/gu) ?? []) {
      const isBlank = !part.trim();
      if (words.length === 0 || (blank && !isBlank)) words.push({ start: at, end: at, left: null, right: null });
      const word = words.at(-1);
      word.end += part.length;
      if (!isBlank) cover(word, place);
      at += part.length;
      blank = isBlank;
    }
  }
  return words;
}

/** Lefts in pixels: each word where the picture has it, moved on only as far as the word before needs. */
export function lefts(words, widths, { left, width }, gap) {
  let free = 0;
  return words.map((word, at) => {
    const wanted = word.left === null ? (at ? free : left) : left + word.left * width;
    const placed = Math.max(wanted, free);
    free = placed + widths[at] + gap;
    return placed;
  });
}

/** By how much type must grow or shrink for the middle one of all words to be as wide as in the picture; null if unknown. */
export function growth(words, widths, { width }) {
  const ratios = words
    .map((word, at) => (word.left === null ? 0 : ((word.right - word.left) * width) / widths[at]))
    .filter((ratio) => ratio > 0)
    .sort((a, b) => a - b);
  return ratios.length ? ratios[Math.floor((ratios.length - 1) / 2)] : null;
}

function cover(word, { start, end }) {
  if (start === null || start === undefined) return;
  word.left = Math.min(word.left ?? start, start);
  word.right = Math.max(word.right ?? end, end);
}
