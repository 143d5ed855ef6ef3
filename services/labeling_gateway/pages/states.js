// How lines stand, in words and with a mark of its own shape each.

import { element } from "./elements.js";

export const STATES = ["read", "asked", "accepted", "labelled", "declined"];

/** A mark for a state, with a count if there is one. */
export function mark(state, count) {
  return element("span", { class: `state-mark ${state}` }, count === undefined ? state : `${count} ${state}`);
}

/** Marks for all states that occur. */
export function marks(counts) {
  return element("span", { class: "states" }, ...STATES.filter((state) => counts[state]).map((state) => mark(state, counts[state])));
}
