// A desk where documents are sorted: each is shown page by page, beside the collections that it could go into.

import "./collection-list.js";
import "./long-name.js";
import "./page-view.js";
import { Desk } from "./desk.js";
import { SKIP_DOCUMENT } from "./questions.js";
import { Queue } from "./queue.js";
import * as server from "./server.js";
import { ShownDocument } from "./shown-document.js";
import { whyNothingToSort } from "./why-nothing.js";

const part = (selector) => document.querySelector(selector);

export class SortingDesk extends Desk {
  view = part("page-view");
  list = part("collection-list");
  #shown = new ShownDocument(this.view);
  #isMissing = false;

  constructor() {
    const queue = new Queue("classify", prepare, { kinds: ["classify"] });
    super(queue, { field: part("collection-list"), called: "document", to: "collection", skipping: SKIP_DOCUMENT });
    this.view.addEventListener("missing", () => this.tell("Part of the page's image can't be fetched."));
    this.list.addEventListener("choose", () => { if (this.list.chosen) this.say(`Chosen: ${this.list.chosen}.`); });
  }

  async begin(task) {
    this.rest();
    this.#isMissing = false;
    this.list.show(null);
    this.list.focusField();
    try {
      const { name, pages, collections } = await task.offers;
      if (this.task !== task) return;
      this.list.show(collections);
      part("#name").name = name ?? "";
      await this.#shown.begin(pages, task.page);
      if (this.task === task) this.#describe(`Document to sort: ${name ?? "without a name"}. `);
    } catch (error) {
      if (this.task === task) this.#missing(task, error);
    }
  }

  rest() {
    part("#name").name = part("#page").textContent = "";
  }

  tryAgain() {
    if (this.task && this.#isMissing) this.begin(this.task);
  }

  whyNothing() {
    return whyNothingToSort();
  }

  /** Put the document into the collection that is chosen, and go on. */
  put() {
    const { chosen: into } = this.list;
    if (into) this.hand("classified", { into });
    else this.tell("No collection is chosen.");
  }

  /** Show the document's next (1) or previous (-1) page. */
  async stepPage(by) {
    try {
      if (await this.#shown.step(by)) this.#describe();
      else this.say(by > 0 ? "This is the last page." : "This is the first page.");
    } catch (error) {
      this.tell(error.message);
    }
  }

  /** What is needed of the document can't be had just now. */
  #missing(task, error) {
    this.#isMissing = true;
    this.tell(`${error.message} This document can't be shown yet.`);
    if (error instanceof server.Away) Object.assign(task, prepare(task.lease));
  }

  #describe(before = "") {
    const { inWords } = this.#shown;
    part("#page").textContent = inWords;
    this.view.setAttribute("aria-label", inWords);
    this.say(`${before}${inWords}. ${this.list.chosen ? `Chosen: ${this.list.chosen}.` : ""}`);
  }
}

/** What is fetched ahead of a document. Of what can't be had, the reason is told when it is its turn. */
function prepare({ task_id: id, page_id: page }) {
  const ahead = { offers: server.offers(id), page: server.page(page) };
  Object.values(ahead).forEach((promise) => promise.catch(() => {}));
  ahead.page.then(({ tiles }) => { new Image().src = coarsest(tiles); }, () => {});
  return ahead;
}

const coarsest = ({ address, levels }) =>
  address.replace("{level}", levels - 1).replace("{x}", 0).replace("{y}", 0);
