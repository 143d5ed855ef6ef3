// What people do in a collection, how fast and how well: for those whose role lets them see it.

import { agreement, changed } from "./collection-words.js";
import { counted, element, rate } from "./elements.js";
import { question, table } from "./sections.js";
import * as server from "./server.js";

const LOOK_AGAIN_MS = 5 * 60 * 1000;
const LEADS = ["lead", "admin"];
const ASKED = "Who is doing what, how fast, how well?";
const TITLES = [
  "Person", "Answers", "Errors on gold lines", "Errors where two keyed",
  "Characters a minute", "Seconds a line", "Keystrokes a character", "Lately",
];

let figures = null;
let lookedAt = -Infinity;

/** People's figures, counted anew now and then; null for those who may not see them. */
export async function figuresOf(collection) {
  if (performance.now() - lookedAt < LOOK_AGAIN_MS) return figures;
  const { role } = await server.me();
  figures = LEADS.includes(role) ? await server.figures(collection) : null;
  lookedAt = performance.now();
  return figures;
}

/** The section with all of it, or nothing. */
export function whoDoesWhat(told) {
  if (!told) return null;
  if (!told.people.length) return question(ASKED, element("p", {}, "Nobody has answered anything yet."));
  return question(ASKED, element("p", {}, agreement(told)), table(TITLES, told.people.map(row)));
}

function row(person) {
  return [
    person.person,
    counted(person.answers),
    within(person.gold),
    within(person.double),
    figure(person.characters_a_minute, 0),
    figure(person.median_seconds, 1),
    figure(person.keystrokes_a_character, 2),
    changed(person),
  ];
}

const within = (errors) => (errors ? `${rate(errors.cer)} (${rate(errors.low)} to ${rate(errors.high)})` : "");
const figure = (number, digits) => (number === null ? "" : number.toFixed(digits));
