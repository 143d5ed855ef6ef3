// Sends answers in the background, oldest first, for as long as it takes. Each waits a little first: it can be taken back.

import * as kept from "./kept.js";
import * as server from "./server.js";

const TAKEN_BACK_MS = 10000;
const TOO_LATE_MS = 500;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;

/** Tells `change` when an answer came or went, and `refused` when the server said no. */
export class Outgoing extends EventTarget {
  #pause = FIRST_PAUSE_MS;
  #timer = null;
  #sending = null;

  start() {
    addEventListener("online", () => this.send());
    addEventListener("focus", () => this.send());
    addEventListener("pagehide", () => this.#leave());
    this.send();
  }

  /** Keep an answer and send it `to` where its task takes one when it is due. Returns at once. */
  add(taskId, given, to) {
    kept.keepUnsent(taskId, given, Date.now() + TAKEN_BACK_MS, to);
    this.#tell("change");
    if (!this.#sending) this.#wait(TAKEN_BACK_MS);
  }

  /** Take back the answer to a task. False if it is on its way already. */
  takeBack(taskId) {
    const answer = kept.unsent().find((each) => each.taskId === taskId && each.due - Date.now() > TOO_LATE_MS);
    if (!answer) return false;
    kept.dropUnsent(answer);
    this.#tell("change");
    return true;
  }

  /** Send all that is due. Whoever asks while it is under way waits for the same. */
  send() {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
    return this.#sending;
  }

  /** One at a time, so that their order is kept. */
  async #sendAll() {
    clearTimeout(this.#timer);
    try {
      for (let next = due(); next; next = due()) await this.#sendOne(next);
      this.#pause = FIRST_PAUSE_MS;
      const [next] = kept.unsent();
      if (next) this.#wait(next.due - Date.now());
    } catch (error) {
      if (!(error instanceof server.Away)) throw error;
      this.#wait(this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    } finally {
      this.#tell("change");
    }
  }

  #wait(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), milliseconds);
  }

  async #sendOne(answer) {
    try {
      await server.answer(answer.taskId, answer.given, { to: answer.to });
    } catch (error) {
      if (!(error instanceof server.Refused)) throw error;
      if (error.status === 401) throw new server.Away("Signed out.", { cause: error });
      kept.keepRefused(answer, error.message);
      this.#tell("refused");
    }
    kept.dropUnsent(answer);
    kept.dropDraft(answer.taskId);
    this.#tell("change");
  }

  /** The page is closed: what waits goes out now. It stays kept until a page has seen that it arrived. */
  #leave() {
    for (const { taskId, given, to } of kept.unsent()) server.answer(taskId, given, { to, leaving: true }).catch(() => {});
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}

function due() {
  const [oldest] = kept.unsent();
  return oldest && oldest.due <= Date.now() ? oldest : undefined;
}
