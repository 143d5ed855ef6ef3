// What scoring and the trainer say of a collection, in sentences.

import { counted, percent, rate, some, waited } from "./elements.js";

const DECISIONS = { promoted: "has taken over", rejected: "was refused", "rolled-back": "was put back in use" };

/** Whether more labels are asked for, and where that leads. */
export function asking(review, settings) {
  const target = rate(settings.target_cer);
  if (!review) return `The target is ${target} errors. Nothing is known yet: the first training decides.`;
  const now = review.cer === null ? "" : `Held-out lines have ${rate(review.cer)} errors, surely no more than ${rate(review.upper_cer)}. `;
  if (review.verdict === "at target") return `${now}The target of ${target} is reached: nothing more is asked for.`;
  const forecast = review.forecast_cer === null
    ? "After five trainings there will be a forecast."
    : `With ${counted(review.attainable)} labels it should be ${rate(review.forecast_cer)} (${rate(review.forecast_low)} to ${rate(review.forecast_high)}).`;
  if (review.verdict === "hopeless") return `${now}The target of ${target} is out of reach, so nothing more is asked for. ${forecast}`;
  return `${now}The target is ${target}. ${forecast}`;
}

/** What became of the last candidate. */
export function lastTraining(made) {
  if (!made) return "No model has been trained yet.";
  const { candidate_cer: after, champion_cer: before, labels, held_out_lines: lines, reason } = made.verdict;
  const figures = after === null ? "" : ` Errors on ${lines} held-out lines: ${rate(before)} before, ${rate(after)} with it.`;
  return `${made.version}, trained on ${labels} labels, ${DECISIONS[made.decision] ?? made.decision}. ${reason}${figures}`;
}

/** What may be accepted, on what grounds. */
export function acceptance(bound, lines) {
  const far = `${some(lines, "line")} so far.`;
  if (!bound) return `Nothing yet: answers have to show first how many errors such lines have. ${far}`;
  const grounds = `${bound.answered} answered lines were looked at, ${bound.audits} of them audits of this model.`;
  if (bound.threshold === null) {
    const missing = bound.missing === null
      ? "Even the surest lines have too many errors."
      : `At least ${bound.missing} more answered lines are missing before anything can be.`;
    return `Nothing at present. ${missing} ${grounds} ${far}`;
  }
  return `${percent(bound.share)} of lines: together they have no more than ${rate(bound.upper_cer)} errors, with ${percent(bound.confidence)} confidence`
    + ` (asked for: ${rate(bound.asked_cer)}). ${grounds}${drift(bound)} ${far}`;
}

function drift({ drift: index, drift_column: column }) {
  return column && index >= 0.1 ? ` What comes in now differs from that: ${column.replaceAll("_", " ")} has shifted.` : "";
}

/** What is still to be done. */
export function needed({ needed: more, asking: review }) {
  if (review?.verdict === "at target") return "Nothing more: the target is reached.";
  if (!more) return "After five trainings with different numbers of labels this can be told, if the target is in reach.";
  return `About ${counted(more.labels)} labels in all: ${counted(more.characters)} more characters to key, ${waited(3600 * more.hours)} more of people's time.`;
}

/** Lines that somebody has keyed and that wait for somebody else; null if there are none. */
export function forAnother({ second_person: second, adjudications, without_anybody: nobody }) {
  if (!second && !adjudications) return null;
  const lines = `Of these, ${counted(second)} wait for a second person and ${counted(adjudications)} for an adjudicator.`;
  return nobody ? `${lines} For ${counted(nobody)} there seems to be nobody.` : lines;
}

/** How far people agree where two of them have keyed a line. */
export function agreement({ double_keyings: lines, alpha_graphemes: byCharacter, alpha_answers: byLine }) {
  if (!lines || byCharacter === null || byLine === null) return "No lines have been keyed by two people yet, so nothing tells how far they agree.";
  return `${some(lines, "line")} ${lines === 1 ? "was" : "were"} keyed by two people. They agree to ${byCharacter.toFixed(3)} by character`
    + ` and to ${byLine.toFixed(2)} by whole line: 1 is perfect, 0 is chance.`;
}

/** What about a person's work is not as it was, beyond chance. */
export function changed({ accuracy_drift: errors, speed_drift: pace }) {
  if (!errors && !pace) return "";
  const changes = [];
  if (errors && !errors.is_noise) changes.push(`errors ${rate(errors.before)} → ${rate(errors.lately)}`);
  if (pace && !pace.is_noise) changes.push(`seconds a character ${pace.before.toFixed(2)} → ${pace.lately.toFixed(2)}`);
  return changes.join(", ") || "as before";
}
