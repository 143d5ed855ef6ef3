// Builds elements. Text only ever goes in as text, so nothing that a document says can become markup.

/** An element with attributes and children: strings become text, null and undefined are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Share as people read it: 0.713 -> "71 %". */
export function percent(share) {
  return share === null || share === undefined ? "" : `${Math.round(share * 100)} %`;
}

/** An error rate, in which tenths of a percent matter: 0.0123 -> "1.2 %". */
export function rate(share) {
  if (share === null || share === undefined) return "";
  return `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;
}

/** A time as people say it: 95 -> "2 min". */
export function waited(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${(seconds / 3600).toFixed(1)} h` : `${Math.round(seconds / 86400)} days`;
}

/** So many of something: 1, "line" -> "1 line". */
export const some = (number, what) => `${counted(number)} ${what}${number === 1 ? "" : "s"}`;

/** A large number in groups of three: 63273 -> "63,273". */
export const counted = (number) => number.toLocaleString("en");
