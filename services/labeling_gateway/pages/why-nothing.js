// Why no line waits for a person, in a sentence.

import { counted } from "./elements.js";
import * as server from "./server.js";

const BY_THEMSELVES = "New lines appear here by themselves.";

/** Of one collection, or of all where that is empty. Never fails: at the least it says that nothing waits. */
export async function whyNothing(collection) {
  const known = collection ? [collection] : await server.collections().then((all) => all.map(({ name }) => name), () => null);
  if (known?.length === 0) return "There is no collection yet: a lead makes one, and hands pages in.";
  const progress = known?.length === 1 ? await server.progress(known[0]).catch(() => null) : null;
  return `Nothing waits for you. ${progress ? `${reason(progress)} ` : ""}${BY_THEMSELVES}`;
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
