// The next lines, leased ahead with image and doubts, so that Enter never waits for the network.

import { draftOf, savedLeases, saveLeases } from "./kept.js";
import * as server from "./server.js";

const AHEAD = 4;
const HEARTBEAT_MS = 60000;
const LOOK_AGAIN_MS = 4000;

/** Tells `ready` when the first line is there, `empty` and `away` when none is, `lost` when a lease is over. */
export class Queue extends EventTarget {
  #lines = [];
  #filling = false;
  #timer = null;
  #beat = null;
  #name;
  #prepare;
  #wanted;
  collection = "";

  /**
   * Lines to `key` or to `adjudicate`, or whatever else the server is asked for by `wanted`. `prepare` gives, for a
   * lease, what is fetched ahead.
   */
  constructor(name, prepare, wanted = { work: name }) {
    super();
    this.#name = name;
    this.#prepare = prepare;
    this.#wanted = wanted;
  }

  /** Begin with what this tab held before a reload. */
  start() {
    this.#lines = savedLeases(this.#name).map((lease) => this.#prepared(lease));
    this.#beat = setInterval(() => this.#keepAlive(), HEARTBEAT_MS);
    addEventListener("online", () => this.fill());
    this.#keepAlive();
    return this.fill();
  }

  /** The line at hand: {lease, …}, all but the lease as promises; undefined if none is here. */
  get current() {
    return this.#lines[0];
  }

  /** The line at hand is answered: on to the next one, which is here already. */
  next() {
    this.#lines.shift();
    this.#changed();
    this.fill();
  }

  /** Back to a line whose answer was taken back. */
  back(line) {
    this.#lines.unshift(line);
    this.#changed();
  }

  /** Work on another collection: what was leased ahead goes back. */
  async change(collection) {
    this.collection = collection;
    const returned = this.#lines.splice(0);
    this.#changed();
    await Promise.allSettled(returned.map(({ lease }) => server.release(lease.task_id, lease.epoch)));
    await this.fill();
  }

  /** Signed in again: hold on to what is here, then lease ahead. */
  async resume() {
    await this.#keepAlive();
    await this.fill();
  }

  /**
   * Lease ahead until enough is here. Not while signed out: answers that wait go first, or their lines come again.
   * Lines may be answered while the server thinks, so whether somebody waits is asked afterwards.
   */
  async fill() {
    if (this.#filling || server.isSignedOut() || this.#lines.length >= AHEAD) return;
    this.#filling = true;
    clearTimeout(this.#timer);
    let more = false;
    try {
      const leases = await server.lease(this.collection, AHEAD - this.#lines.length, this.#wanted);
      const waiting = !this.#lines.length;
      this.#lines.push(...leases.map((lease) => this.#prepared(lease)));
      this.#changed();
      more = leases.length > 0;
      if (waiting) this.#tell(more ? "ready" : "empty");
    } catch (error) {
      if (!this.#lines.length) this.#tell("away", error.message);
    } finally {
      this.#filling = false;
    }
    if (this.#lines.length < AHEAD) this.#timer = setTimeout(() => this.fill(), more ? 0 : LOOK_AGAIN_MS);
  }

  /** A lease with what its line needs, already on the way. */
  #prepared(lease) {
    return { lease, ...this.#prepare(lease) };
  }

  #keepAlive() {
    return Promise.all(this.#lines.map((line) => this.#beatOne(line)));
  }

  async #beatOne(line) {
    try {
      await server.heartbeat(line.lease.task_id, line.lease.epoch);
    } catch (error) {
      if (!(error instanceof server.Refused) || error.status === 401) return;
      const wasCurrent = line === this.current;
      this.#lines = this.#lines.filter((other) => other !== line);
      this.#changed();
      if (wasCurrent) this.#tell("lost", draftOf(line.lease.task_id), line.lease);
      this.fill();
    }
  }

  #changed() {
    saveLeases(this.#name, this.#lines.map((line) => line.lease));
  }

  #tell(name, text = null, lease = null) {
    this.dispatchEvent(new CustomEvent(name, { detail: { text, lease } }));
  }
}
