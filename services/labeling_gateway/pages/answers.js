// The answers of this page: handed in, and for a while taken back again. Where they wait and go out is Outgoing's.

import * as kept from "./kept.js";
import { Outgoing } from "./outgoing.js";

export class Answers {
  outgoing = new Outgoing();
  #lines = []; // answered here, newest last

  /** Hand in an answer to a line; it is kept in the browser until the server has it. */
  hand(line, given) {
    const { task_id: id, epoch } = line.lease;
    this.outgoing.add(id, { epoch, ...given });
    this.#lines.push(line);
    kept.countToday(1);
  }

  /** Take the newest answer back, and give its line; null if it has gone. */
  takeBack() {
    const line = this.#lines.pop();
    if (!line || !this.outgoing.takeBack(line.lease.task_id)) return null;
    kept.countToday(-1);
    return line;
  }
}
