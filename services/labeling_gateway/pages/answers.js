// The answers of this page: handed in, and taken back again. Where they wait and go out is Outgoing's.

import * as kept from "./kept.js";
import { Outgoing } from "./outgoing.js";
import * as server from "./server.js";

export class Answers {
  outgoing = new Outgoing();
  #to;
  #lines = []; // answered here, newest last

  /** `to` is where the server takes such answers, below their task. */
  constructor(to = "answers") {
    this.#to = to;
  }

  /** Hand in an answer to a line; it is kept in the browser until the server has it. */
  hand(line, given) {
    const { task_id: id, epoch } = line.lease;
    this.outgoing.add(id, { epoch, ...given }, this.#to);
    this.#lines.push(line);
    kept.countToday(1, this.#to);
  }

  /**
   * Take the newest answer back, from the browser or from the server, and give its line; null if there is none.
   * Throws Refused where something was built on it, and Away.
   */
  async takeBack() {
    const line = this.#lines.pop();
    if (!line) return null;
    try {
      if (!this.outgoing.takeBack(line.lease.task_id)) line.lease = await this.#fromServer(line.lease);
    } catch (error) {
      if (error instanceof server.Away) this.#lines.push(line);
      throw error;
    }
    kept.countToday(-1, this.#to);
    return line;
  }

  /** The answer has gone out, or is about to arrive: only the server can give its line back. */
  async #fromServer({ task_id: id, epoch }) {
    await this.outgoing.send();
    return server.takeBack(id, epoch);
  }
}
