// The line at hand in words, for those who hear the page. Pure.

import { doubt } from "./drawn-lines.js";

const DOUBTS = { sure: "sure", unread: "not read yet", doubtful: "doubtful", very: "very doubtful" };

/** What is at hand; without a line, what can be done. */
export function inWords({ drawing, line, lines, point, points }) {
  if (!line) return `Page with ${lines.length} lines. Tab goes through them, question mark lists the keys.`;
  const place = `Line ${drawing.at(line.key) + 1} of ${lines.length}, ${DOUBTS[doubt(line)]}`;
  const held = point === null ? "" : `, point ${point + 1} of ${points.length} at ${points[point].join(", ")}`;
  const text = line.withheld ? ": personal data, shown to the cleared only" : line.text && `: ${line.text}`;
  return `${place}${held}${text || ""}`;
}
