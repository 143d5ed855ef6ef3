// A page in this person's hands: its lease is taken, held by heartbeats, and ended by an answer.

import * as server from "./server.js";

const HEARTBEAT_MS = 60000;

/** Tells `lost` with a sentence when the lease is over. */
export class HeldPage extends EventTarget {
  #beat = null;
  #shownAt = performance.now();
  lease = null;
  page = null;
  lines = [];

  /** Take a page, or the next one that waits; false if none does. Raises server.Refused and server.Away. */
  async take(pageId) {
    this.lease = pageId ? await server.leasePage(pageId) : (await server.leasePages())[0];
    if (!this.lease) return false;
    const id = this.lease.page_id;
    const [page, layout] = await Promise.all([server.page(id), server.layout(id)]);
    [this.page, this.lines, this.#shownAt] = [page, layout.lines, performance.now()];
    this.#hold();
    return true;
  }

  /** Take it again after the lease was lost, with the lines left as they are drawn. */
  async again() {
    this.lease = await server.leasePage(this.lease.page_id);
    this.#hold();
  }

  /** Hand in lines or a reason to skip; what the server made of it. */
  async answer(given) {
    const seconds = Math.min(86400, (performance.now() - this.#shownAt) / 1000);
    const body = { epoch: this.lease.epoch, seconds: Number(seconds.toFixed(1)), ...given };
    const taken = await server.handInPage(this.lease.task_id, body);
    this.let();
    return taken;
  }

  /** Send no more signs of life. */
  let() {
    clearInterval(this.#beat);
  }

  #hold() {
    this.let();
    this.#beat = setInterval(() => this.#alive(), HEARTBEAT_MS);
  }

  async #alive() {
    const lost = await server.heartbeat([this.lease]).catch(() => []);
    if (!lost.length) return;
    this.let();
    this.dispatchEvent(new CustomEvent("lost", { detail: lost[0].why }));
  }
}
