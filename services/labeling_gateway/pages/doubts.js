// Which places of a text are doubtful, and how that survives typing. Pure: knows no page and no server.
// A place is {text, confidence, alternatives, start, end}; start and end say where it is in the picture, 0 to 1.

export const DOUBTFUL = 0.9;
export const VERY_DOUBTFUL = 0.6;
export const NEARLY_SURE = 0.99;
const WORTH_OFFERING = 0.01;

/** Places of a text from the graphemes of its reading; one that is sure where there are none. */
export function placesOf(text, graphemes) {
  const joined = graphemes.map((grapheme) => grapheme.text).join("");
  if (joined !== text) return text ? [sure(text, null, null)] : [];
  return graphemes.map((grapheme) => ({ ...grapheme, alternatives: withNothing(grapheme) }));
}

/** The places after the text was edited: what was typed is sure, what was left keeps its doubt. */
export function edited(places, text) {
  const before = textOf(places);
  if (before === text) return places;
  const start = sharedStart(before, text);
  const end = sharedEnd(before, text, start);
  const { kept: left, length: leftLength } = whole(places, start);
  const { kept: right, length: rightLength } = whole([...places].reverse(), end);
  const typed = text.slice(leftLength, text.length - rightLength);
  right.reverse();
  const between = typed ? [sure(typed, left.at(-1)?.end ?? places[0]?.start, right[0]?.start ?? places.at(-1)?.end)] : [];
  return [...left, ...between, ...right];
}

/** The places less sure than that in order, with where they stand: [{place, index, start, end}]. */
export function doubtsIn(places, limit = DOUBTFUL) {
  let at = 0;
  const found = [];
  places.forEach((place, index) => {
    const start = at;
    at += place.text.length;
    if (place.confidence < limit) found.push({ place, index, start, end: at });
  });
  return found;
}

/** Where Tab (1) or Shift+Tab (-1) goes: the doubtful places from left to right, and after them the nearly sure ones. */
export function nextDoubt(places, { start, end }, by) {
  const nearly = doubtsIn(places, NEARLY_SURE);
  const doubtful = doubtsIn(places);
  const all = [...doubtful, ...nearly.filter(({ place }) => place.confidence >= DOUBTFUL)];
  const here = all.findIndex((doubt) => doubt.start === start && doubt.end === end);
  if (here >= 0) return all.at((here + by) % all.length);
  const near = doubtful.length ? doubtful : all;
  if (by > 0) return near.find((doubt) => doubt.start >= start) ?? near[0];
  return near.findLast((doubt) => doubt.start < start) ?? near.at(-1);
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

/** The text that places make up. */
export function textOf(places) {
  return places.map((place) => place.text).join("");
}

/** What is left of the probability is that nothing stands here at all. */
function withNothing({ confidence, alternatives }) {
  const nothing = 1 - confidence - alternatives.reduce((sum, other) => sum + other.probability, 0);
  if (nothing < WORTH_OFFERING) return alternatives;
  return [...alternatives, { text: "", probability: nothing }].sort((a, b) => b.probability - a.probability);
}

function sure(text, start, end) {
  return { text, confidence: 1, alternatives: [], start: start ?? null, end: end ?? null };
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
