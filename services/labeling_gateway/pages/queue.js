// The next tasks, leased ahead with all that they need, so that Enter never waits for the network.

import { draftOf, savedLeases, saveLeases } from "./kept.js";
import * as server from "./server.js";

const AHEAD = 4;
const HEARTBEAT_MS = 60000;
const LOOK_AGAIN_MS = 4000;

const giveBack = (leases) => Promise.allSettled(leases.map(({ task_id: id, epoch }) => server.release(id, epoch)));

/** Tells `ready` when the first task is there, `empty`, `refused` and `away` when none is, `lost` when a lease is over. */
export class Queue extends EventTarget {
  #tasks = [];
  #filling = false;
  #timer = null;
  #beat = null;
  #name;
  #prepare;
  #wanted;
  collection = "";

  /**
   * Tasks to `key` or to `adjudicate`, or whatever else the server is asked for by `wanted`. `prepare` gives, for a
   * lease, what is fetched ahead.
   */
  constructor(name, prepare, wanted = { work: name }) {
    super();
    this.#name = name;
    this.#prepare = prepare;
    this.#wanted = wanted;
  }

  /** Begin with what this tab held before, if it is of the collection that is wanted now; the rest goes back. */
  async start() {
    const held = savedLeases(this.#name);
    const isWanted = ({ collection }) => !this.collection || collection === this.collection;
    this.#tasks = held.filter(isWanted).map((lease) => this.#prepared(lease));
    this.#changed();
    this.#beat = setInterval(() => this.#keepAlive(), HEARTBEAT_MS);
    addEventListener("online", () => this.fill());
    this.#keepAlive();
    await giveBack(held.filter((lease) => !isWanted(lease)));
    await this.fill();
  }

  /** The task at hand: {lease, …}, all but the lease as promises; undefined if none is here. */
  get current() {
    return this.#tasks[0];
  }

  /** The task at hand is answered: on to the next one, which is here already. */
  next() {
    this.#tasks.shift();
    this.#changed();
    this.fill();
  }

  /** Back to a task whose answer was taken back. */
  back(task) {
    this.#tasks.unshift(task);
    this.#changed();
  }

  /** Work on another collection: what was leased ahead goes back. */
  async change(collection) {
    this.collection = collection;
    const returned = this.#tasks.splice(0);
    this.#changed();
    await giveBack(returned.map(({ lease }) => lease));
    await this.fill();
  }

  /** Signed in again: hold on to what is here, then lease ahead. */
  async resume() {
    await this.#keepAlive();
    await this.fill();
  }

  /**
   * Lease ahead until enough is here. Not while signed out: answers that wait go first, or their tasks come again.
   * Tasks may be answered while the server thinks, so whether somebody waits is asked afterwards.
   */
  async fill() {
    if (this.#filling || server.isSignedOut() || this.#tasks.length >= AHEAD) return;
    this.#filling = true;
    clearTimeout(this.#timer);
    let more = false;
    try {
      const leases = await server.lease(this.collection, AHEAD - this.#tasks.length, this.#wanted);
      const waiting = !this.#tasks.length;
      this.#tasks.push(...leases.map((lease) => this.#prepared(lease)));
      this.#changed();
      more = leases.length > 0;
      if (waiting) this.#tell(more ? "ready" : "empty");
    } catch (error) {
      if (!this.#tasks.length) this.#tell(error instanceof server.Refused ? "refused" : "away", error.message);
    } finally {
      this.#filling = false;
    }
    if (this.#tasks.length < AHEAD) this.#timer = setTimeout(() => this.fill(), more ? 0 : LOOK_AGAIN_MS);
  }

  /** A lease with what its task needs, already on the way. */
  #prepared(lease) {
    return { lease, ...this.#prepare(lease) };
  }

  /** One sign of life for all that is here. */
  async #keepAlive() {
    if (!this.#tasks.length) return;
    const lost = await server.heartbeat(this.#tasks.map(({ lease }) => lease)).catch(() => []);
    if (lost.length) this.#lose(lost);
  }

  #lose(lost) {
    const isLost = ({ lease }) => lost.some((one) => one.task_id === lease.task_id && one.epoch === lease.epoch);
    const { current } = this;
    this.#tasks = this.#tasks.filter((task) => !isLost(task));
    this.#changed();
    if (current !== this.current) this.#tell("lost", draftOf(current.lease.task_id), current.lease);
    this.fill();
  }

  #changed() {
    saveLeases(this.#name, this.#tasks.map((task) => task.lease));
  }

  #tell(name, text = null, lease = null) {
    this.dispatchEvent(new CustomEvent(name, { detail: { text, lease } }));
  }
}
