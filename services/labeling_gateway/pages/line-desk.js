// A desk where lines are keyed: their picture, and the text under it. What the line editor and adjudication share.

import "./line-picture.js";
import "./line-text.js";
import { Desk } from "./desk.js";
import * as kept from "./kept.js";
import { SKIP } from "./questions.js";

export class LineDesk extends Desk {
  picture = document.querySelector("line-picture");
  text = document.querySelector("line-text");

  /** A desk with the lines of a queue; each has its picture, as a promise. */
  constructor(queue) {
    super(queue, { field: document.querySelector("line-text"), called: "line", to: "answers", skipping: SKIP });
    this.text.addEventListener("edit", () => {
      const { task_id: id, epoch } = this.task.lease;
      kept.saveDraft(id, epoch, this.text.value);
    });
    this.text.addEventListener("place", () => this.picture.frame(this.text.place?.place ?? null));
    this.picture.addEventListener("fit", ({ detail }) => this.text.fit(detail, detail.room));
  }

  /** Show the picture; the desks that extend this one start the text. */
  begin(line) {
    this.#showPicture(line);
  }

  resume(line) {
    this.text.resume(line.left);
    this.say(`Back to the line before: ${this.text.value}`);
    this.#showPicture(line);
  }

  leave() {
    return this.text.kept;
  }

  undoHere() {
    return this.text.undo();
  }

  /** Accept the text as it stands, and go on. */
  accept(more = {}) {
    const given = this.text.value.trim();
    if (!given) {
      this.tell("An empty line can't be accepted. Ctrl+U says that it is unreadable, F2 that it is no text.");
      return;
    }
    const isUnchanged = given.normalize("NFC") === this.task.lease.text.trim();
    this.hand(isUnchanged ? "accept" : "correct", isUnchanged ? more : { text: given, ...more });
  }

  async #showPicture(line) {
    const shown = await line.picture;
    if (this.task !== line) return;
    this.picture.show(shown, this.text.place?.place ?? null);
    this.stopwatch.shown();
  }
}
