// How a line came to stand as it does, in sentences.

import { element, percent, waited } from "./elements.js";
import * as server from "./server.js";

const ORIGINS = { human: "Keyed by", adjudicated: "Two people read it differently; settled by", imported: "Imported by" };
const PURPOSES = { training: "to learn from", "held-out": "to judge models by", audit: "to check what was accepted" };

/** Paragraphs about a line; `mayAsk` says whether the server may be asked who did what. */
export async function lineStory(line, mayAsk) {
  const sentences = [standing(line)];
  if (line.label_id && mayAsk) {
    const label = await server.label(line.label_id).catch((error) => ({ error }));
    sentences.push(...(label.error ? [label.error.message] : ofLabel(label)));
  }
  return sentences.filter(Boolean).map((sentence) => element("p", {}, sentence));
}

/** What its state means. Pure. */
export function standing({ state, purpose, confidence, model_version: model }) {
  const reader = model ? `Read by ${model}${state === "read" || state === "asked" ? `, ${percent(confidence)} sure` : ""}. ` : "";
  const why = purpose ? `, ${PURPOSES[purpose]}` : "";
  return {
    read: `${reader}Nobody has been asked.`,
    asked: `${reader}It waits for a person${why}.`,
    accepted: `${reader}Accepted without a person, ${percent(confidence)} sure.${purpose === "audit" ? " A person checks it." : ""}`,
    declined: `${reader}A person found no text that could be read here.`,
    labelled: `${reader}Its text is a person's${why}.`,
  }[state];
}

/** Who made a label, in how much time. Pure. */
export function ofLabel({ origin, by, parts, is_partial: isPartial }) {
  const partial = isPartial ? " Part of it can't be read, so no model learns from it." : "";
  const each = parts.filter(({ set_aside: gone }) => !gone).map(({ person, work, text, prefill, seconds, keystrokes }) =>
    `${person} ${work === "adjudicate" ? "settled" : "keyed"} “${text ?? "nothing"}” from “${prefill}” in ${waited(seconds)} and ${keystrokes} keystrokes.`);
  return [`${ORIGINS[origin] ?? "From"} ${by}.${partial}`, ...each];
}
