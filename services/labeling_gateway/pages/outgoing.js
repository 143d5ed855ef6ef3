// Sends answers in the background, oldest first, for as long as it takes.

import * as kept from "./kept.js";
import * as server from "./server.js";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;

/** Tells `change` when the number of unsent answers changes, and `refused` when the server said no. */
export class Outgoing extends EventTarget {
  #pause = FIRST_PAUSE_MS;
  #timer = null;
  #sending = null;

  start() {
    addEventListener("online", () => this.send());
    this.send();
  }

  /** Keep an answer and send it when possible. Returns at once. */
  add(taskId, given) {
    kept.keepUnsent(taskId, given);
    this.#tell("change");
    this.send();
  }

  /** Send all that waits. Whoever asks while it is under way waits for the same. */
  send() {
    this.#sending ??= this.#sendAll().finally(() => { this.#sending = null; });
    return this.#sending;
  }

  /** One at a time, so that their order is kept. */
  async #sendAll() {
    clearTimeout(this.#timer);
    try {
      for (let [next] = kept.unsent(); next; [next] = kept.unsent()) await this.#sendOne(next);
      this.#pause = FIRST_PAUSE_MS;
    } catch (error) {
      if (!(error instanceof server.Away)) throw error;
      this.#timer = setTimeout(() => this.send(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    } finally {
      this.#tell("change");
    }
  }

  async #sendOne(answer) {
    try {
      await server.answer(answer.taskId, answer.given);
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

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
