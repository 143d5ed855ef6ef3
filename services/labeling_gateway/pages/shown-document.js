// A document as it is looked at: page by page, each fetched when it is wanted, the first one ahead.

import { LineEditing } from "./line-editing.js";
import * as server from "./server.js";

export class ShownDocument {
  #view;
  #pages = [];
  #at = 0;

  /** Shows documents in a <page-view>. */
  constructor(view) {
    this.#view = view;
  }

  /** Begin with the first of these pages, given by their ids. Raises server.Away and server.Refused. */
  begin(ids, first) {
    this.#pages = ids.map((id) => ({ id, page: null }));
    this.#pages[0].page = first;
    return this.#show(0);
  }

  /** Go on by so many pages. False if there are none. */
  async step(by) {
    if (!this.#pages[this.#at + by]) return false;
    await this.#show(this.#at + by);
    return true;
  }

  get inWords() {
    return `Page ${this.#at + 1} of ${this.#pages.length}`;
  }

  async #show(at) {
    this.#at = at;
    const wanted = this.#pages[at];
    wanted.page ??= server.page(wanted.id);
    try {
      const page = await wanted.page;
      if (this.#pages[this.#at] === wanted) this.#view.show(page, new LineEditing(page, []));
    } catch (error) {
      wanted.page = null;
      throw error;
    }
  }
}
