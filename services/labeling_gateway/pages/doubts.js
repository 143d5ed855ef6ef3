// Which places of a text are doubtful, and how that survives typing. Pure: knows no page and no server.

export const DOUBTFUL = 0.9;
export const VERY_DOUBTFUL = 0.6;

/** Places of a text, [{text, confidence, alternatives}], from graphemes of the reading; sure where there are none. */
export function placesOf(text, graphemes) {
  const joined = graphemes.map((grapheme) => grapheme.text).join("");
  if (joined !== text) return text ? [sure(text)] : [];
  return graphemes.map(({ text: read, confidence, alternatives }) => ({ text: read, confidence, alternatives }));
}

/** The places after the text was edited: what was typed is sure, what was left keeps its doubt. */
export function edited(places, text) {
  const before = places.map((place) => place.text).join("");
  if (before === text) return places;
  const start = sharedStart(before, text);
  const end = sharedEnd(before, text, start);
  const { kept: left, length: leftLength } = whole(places, start);
  const { kept: right, length: rightLength } = whole([...places].reverse(), end);
  const typed = text.slice(leftLength, text.length - rightLength);
  return [...left, ...(typed ? [sure(typed)] : []), ...right.reverse()];
}

/** The doubtful places in order, with where they stand: [{place, index, start, end}]. */
export function doubtsIn(places) {
  let at = 0;
  const found = [];
  places.forEach((place, index) => {
    const start = at;
    at += place.text.length;
    if (place.confidence < DOUBTFUL) found.push({ place, index, start, end: at });
  });
  return found;
}

/** What a doubtful place could be: the reading first, then its alternatives, most probable first, nine at most. */
export function choices(place) {
  const read = { text: place.text, probability: place.confidence };
  return [read, ...place.alternatives.filter((other) => other.text !== place.text)].slice(0, 9);
}

/** Whether digits are meant as text here: where the place may hold one, they are typed and choose nothing. */
export function holdsDigits(place) {
  return choices(place).some((choice) => /\p{Nd}/u.test(choice.text));
}

function sure(text) {
  return { text, confidence: 1, alternatives: [] };
}

function sharedStart(one, other) {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length += 1;
  return length;
}

function sharedEnd(one, other, start) {
  const most = Math.min(one.length, other.length) - start;
  let length = 0;
  while (length < most && one[one.length - 1 - length] === other[other.length - 1 - length]) length += 1;
  return length;
}

/** The places that lie whole within the first `limit` characters, and how many characters those are. */
function whole(places, limit) {
  const kept = [];
  let length = 0;
  for (const place of places) {
    if (length + place.text.length > limit) break;
    kept.push(place);
    length += place.text.length;
  }
  return { kept, length };
}
