// The collections that a document could go into, as they are offered. Pure.

const SURE = 0.9;
const DOUBTFUL = 0.5;

/** Those whose names have what was typed in them; those that begin with it first. */
export function matching(offers, typed) {
  const wanted = typed.trim().toLowerCase();
  const found = offers.filter(({ collection }) => collection.includes(wanted));
  const begins = ({ collection }) => (collection.startsWith(wanted) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}

/** How doubtful it is that the likeliest collection is the right one, as lines are: a class, and a mark for it. */
export function doubtOf({ probability }) {
  if (probability === null) return ["unknown", ""];
  if (probability >= SURE) return ["sure", ""];
  return probability >= DOUBTFUL ? ["doubt", "?"] : ["very", "??"];
}
