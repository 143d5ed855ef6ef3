// Drawn lines that the server does not have yet, kept by the browser through reload, crash and expired leases.

const PREFIX = "recto-drawing/";

/** Keep lines drawn on a page; `revision` says on which of its lines they rest. False where there is no room. */
export function keep(page, revision, lines) {
  const plain = lines.map(({ key, id, polygon, baseline }) => ({ key, id, polygon, baseline }));
  try {
    localStorage.setItem(PREFIX + page, JSON.stringify({ revision, lines: plain }));
    return true;
  } catch {
    return false;
  }
}

/** {revision, lines} as kept, or null. */
export const keptOf = (page) => JSON.parse(localStorage.getItem(PREFIX + page) ?? "null");

export const drop = (page) => localStorage.removeItem(PREFIX + page);

/** Kept lines with what the server says of those that it knows. */
export function joined(lines, known) {
  const byId = new Map(known.map((line) => [line.id, line]));
  return lines.map((line) => ({ confidence: null, text: null, ...byId.get(line.id), ...line }));
}
