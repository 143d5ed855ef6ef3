// What was done in one line, to be undone and done again. Pure.

export class TextHistory {
  #past = [];
  #future = [];
  #last = null;

  /** Keep the state before a change. Characters typed one after another are undone together. */
  record(state, kind) {
    this.#future = [];
    if (kind === "typing" && this.#last === "typing") return;
    this.#past.push(state);
    this.#last = kind;
  }

  /** The next character typed is undone on its own. */
  pause() {
    this.#last = null;
  }

  /** The state before the last change; null if there was none. */
  undo(now) {
    return this.#turn(this.#past, this.#future, now);
  }

  redo(now) {
    return this.#turn(this.#future, this.#past, now);
  }

  #turn(from, to, now) {
    this.#last = null;
    if (!from.length) return null;
    to.push(now);
    return from.pop();
  }
}
