// How lines stand, in words and with a mark of its own shape each.

import { element } from "./elements.js";

export const STATES = ["read", "asked", "accepted", "labelled", "declined"];

/** A mark for a state, with a count if there is one, and with what it is asked for if that is not to learn from. */
export function mark(state, count, purpose) {
  const words = count === undefined ? state : `${count} ${state}`;
  return element("span", { class: `state-mark ${state}` }, purpose && purpose !== "training" ? `${words}, ${purpose}` : words);
}

/** Marks for all states that occur. */
export function marks(counts) {
  return element("span", { class: "states" }, ...STATES.filter((state) => counts[state]).map((state) => mark(state, counts[state])));
}
