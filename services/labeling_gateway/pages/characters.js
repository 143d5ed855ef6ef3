// Finds special characters by their Unicode names. Pure.

/** Characters whose name holds every word of the question, those in use first: [{text, name}]. */
export function found(question, used, names) {
  const wanted = question.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const inUse = new Set(used);
  const all = [...used, ...(words.length ? Object.keys(names).filter((text) => !inUse.has(text)) : [])];
  const named = all.map((text) => ({ text, name: nameOf(text, names) }));
  const fitting = named.filter(({ text, name }) => text === wanted || words.every((word) => matches(name, word)));
  return words.length ? fitting.sort((a, b) => inUse.has(b.text) - inUse.has(a.text) || a.name.length - b.name.length) : fitting;
}

/** What a character is called; of several code points, what each is called. */
export function nameOf(text, names) {
  return names[text] ?? [...text].map((point) => names[point] ?? point).join(" with ");
}

/** A word is the beginning of a word of the name. */
function matches(name, word) {
  return ` ${name}`.replaceAll("-", " ").includes(` ${word}`);
}
