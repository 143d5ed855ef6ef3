// The answers of this page: handed in, and taken back again. Where they wait and go out is Outgoing's.

import * as kept from "./kept.js";
import { Outgoing } from "./outgoing.js";
import * as server from "./server.js";

export class Answers {
  outgoing = new Outgoing();
  #to;
  #tasks = []; // answered here, newest last

  /** `to` is where the server takes such answers, below their task. */
  constructor(to = "answers") {
    this.#to = to;
  }

  /** Hand in an answer to a task; it is kept in the browser until the server has it. */
  hand(task, given) {
    const { task_id: id, epoch } = task.lease;
    this.outgoing.add(id, { epoch, ...given }, this.#to);
    this.#tasks.push(task);
    kept.countToday(1, this.#to);
  }

  /**
   * Take the newest answer back, from the browser or from the server, and give its task; null if there is none.
   * Throws Refused where something was built on it, and Away.
   */
  async takeBack() {
    const task = this.#tasks.pop();
    if (!task) return null;
    try {
      if (!this.outgoing.takeBack(task.lease.task_id)) task.lease = await this.#fromServer(task.lease);
    } catch (error) {
      if (error instanceof server.Away) this.#tasks.push(task);
      throw error;
    }
    kept.countToday(-1, this.#to);
    return task;
  }

  /** The answer has gone out, or is about to arrive: only the server can give its task back. */
  async #fromServer({ task_id: id, epoch }) {
    await this.outgoing.send();
    return server.takeBack(id, epoch);
  }
}
