// Why nothing waits for a person, in a sentence.

import { counted } from "./elements.js";
import * as server from "./server.js";

const BY_THEMSELVES = "New lines appear here by themselves.";

/** Of one collection, or of all where that is empty. Never fails: at the least it says that nothing waits. */
export async function whyNothing(collection) {
  const all = await server.collections().catch(() => null);
  if (all?.length === 0) return "There is no collection yet: a lead makes one, and hands pages in.";
  const known = all?.filter(({ name, settings }) => (collection ? name === collection : !settings.inbox));
  if (known?.length !== 1) return `Nothing waits for you. ${BY_THEMSELVES}`;
  const [{ name, settings }] = known;
  if (settings.inbox) return `${name} is an inbox: its documents wait to be sorted, and no line of them is asked for here.`;
  const progress = await server.progress(name).catch(() => null);
  return `Nothing waits for you. ${progress ? `${reason(progress)} ` : ""}${BY_THEMSELVES}`;
}

/** Why no document waits to be sorted. Never fails. */
export async function whyNothingToSort() {
  const all = await server.collections().catch(() => null);
  if (all && !all.some(({ settings }) => settings.inbox)) {
    return "No collection is an inbox, so there is nothing to sort. A lead can make one: `recto collections create NAME --set inbox=true`.";
  }
  return "No document waits for you to sort it. New ones appear here by themselves.";
}

/** What the progress of a collection says of its empty queue. Pure. */
export function reason({ documents, lines, leased, open, asking, adjudications, second_person: second }) {
  if (!documents) return "No page has come in yet.";
  if (!Object.values(lines).some(Boolean)) return "The pages that came in are being read.";
  if (leased) return `${counted(leased)} ${leased === 1 ? "line is" : "lines are"} in people's hands.`;
  if (adjudications && !second && open === adjudications) return `${counted(open)} wait for an adjudicator.`;
  if (open) return `${counted(open)} lines wait for others: those who know their script and language, have not keyed them, or may see personal data.`;
  if (asking?.verdict === "at target") return "The target is reached: nothing more is asked for.";
  if (asking?.verdict === "hopeless") return "The target is out of reach, so nothing more is asked for.";
  return "All lines that were asked for are answered: what was learnt from them decides what is asked next.";
}
