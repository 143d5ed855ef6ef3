// Where a page is drawn: the page in hand, its lines, and what is said of them. How they are handed in is HandingIn's.

import "./long-name.js";
import "./page-notice.js";
import "./page-view.js";
import { drawable } from "./drawn-lines.js";
import { element, some } from "./elements.js";
import { HeldPage } from "./held-page.js";
import * as drawings from "./kept-drawings.js";
import { LineEditing } from "./line-editing.js";
import { inWords } from "./line-words.js";
import * as server from "./server.js";

const part = (selector) => document.querySelector(selector);
const OF_A_PAGE = ["page-view", "#counts", ".keys"];

export const link = (href, words) => element("a", { href }, words);

export class PageDesk {
  view = part("page-view");
  notice = part("page-notice");
  held = new HeldPage();
  editing = null;
  #line;

  /** `line` is the id of the line to be at hand on the first page; null for none. */
  constructor(line) {
    this.#line = line;
    this.view.addEventListener("missing", () => this.say("Part of the page's image can't be fetched."));
    this.notice.addEventListener("close", () => this.view.focus());
  }

  /** Take a page, or the next that waits, and show it; or say why that can't be. */
  async begin(pageId) {
    try {
      if (await this.held.take(pageId)) return this.#startOn();
      return this.rest("No page waits for its lines to be drawn.", link("/", "To the lines"), " · ", link("/documents", "Documents"));
    } catch (error) {
      if (!(error instanceof server.Refused) && !(error instanceof server.Away)) throw error;
      const again = element("button", { type: "button", onclick: () => this.begin(pageId) }, "Try again");
      return this.rest(error.message, again, " · ", link("/documents", "Documents"));
    }
  }

  /** Nothing to draw on: say why, and where to go from here. */
  rest(sentence, ...more) {
    this.editing = null;
    this.notice.hidden = true;
    this.#showParts(false);
    part("#state-text").textContent = sentence;
    part("#state-more").replaceChildren(...more);
    part("#collection").name = part("#page").textContent = part("#reason").textContent = "";
  }

  say(words) {
    part("#said").textContent = words;
  }

  /** Say something of a line, and show which one is meant. */
  point(at, words) {
    this.#choose(this.editing.lines[at]);
    this.say(words);
  }

  /** Put away what the browser keeps of this page: the server has it. */
  drop() {
    drawings.drop(this.held.page.page_id);
  }

  /** The page's own lines, or those that were drawn on it before and not handed in. */
  #startOn() {
    const { page, lines } = this.held;
    const kept = drawings.keptOf(page.page_id);
    this.#show(drawable(lines));
    if (!kept) return;
    const drawn = drawings.joined(kept.lines, lines);
    if (kept.revision === page.revision) {
      this.#takeUp(drawn);
      this.#keep();
      this.say("Here are your lines of before. Ctrl+Z goes back to the page's own.");
      return;
    }
    this.notice.ask(
      "You drew lines on this page before somebody else handed in theirs, which you see now.",
      ["Show mine", () => this.#takeUp(drawn)],
      ["Put mine away", () => this.drop()],
    );
  }

  #takeUp(drawn) {
    this.editing.drawing.change(drawn);
    this.editing.select(null);
  }

  #show(lines) {
    const { page, lease } = this.held;
    this.editing = new LineEditing(page, lines);
    this.editing.addEventListener("change", () => this.#describe());
    this.editing.addEventListener("lines", () => this.#keep());
    this.editing.addEventListener("say", (event) => this.say(event.detail));
    this.#showParts(true);
    this.view.show(page, this.editing);
    part("#collection").name = page.collection;
    part("#page").textContent = `page ${page.number}`;
    part("#reason").textContent = `asked: ${lease.reason}`;
    part("#kept").textContent = "nothing drawn yet";
    const wanted = lines.find(({ id }) => id !== null && id === this.#line);
    if (wanted) this.#choose(wanted);
    this.#describe();
    this.view.focus();
  }

  #showParts(hasPage) {
    part("#state").hidden = hasPage;
    for (const selector of OF_A_PAGE) part(selector).hidden = !hasPage;
  }

  #choose(line) {
    this.editing.select(line.key);
    this.view.reveal(line);
  }

  /** Say what is at hand, for those who see it and those who hear it. */
  #describe() {
    const { lines, mode } = this.editing;
    this.view.setAttribute("mode", mode);
    part("#count").textContent = some(lines.length, "line");
    this.view.setAttribute("aria-label", inWords(this.editing));
  }

  #keep() {
    const { page_id: id, revision } = this.held.page;
    const isKept = drawings.keep(id, revision, this.editing.lines);
    part("#kept").textContent = isKept ? "kept in this browser" : "this browser has no room: hand in soon";
  }
}
