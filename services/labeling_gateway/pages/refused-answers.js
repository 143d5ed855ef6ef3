// <refused-answers>: what was typed and did not count, with its text, until the person puts it away.

import { element } from "./elements.js";
import { dropDraft, dropRefused, leftDrafts, refused, savedLeases } from "./kept.js";

class RefusedAnswers extends HTMLElement {
  #left = [];

  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    this.#left = leftDrafts(["key", "adjudicate"].flatMap(savedLeases).map((lease) => lease.task_id));
    this.draw();
  }

  draw() {
    const answers = refused().map((answer) =>
      this.#banner(`An answer of yours did not count: ${answer.why}`, answer.given.text ?? answer.given.into, () => dropRefused(answer)));
    const drafts = this.#left.map((draft) =>
      this.#banner("You began a line and did not hand it in.", draft.given.text, () => this.#putAway(draft)));
    this.replaceChildren(...answers, ...drafts);
  }

  #putAway(draft) {
    this.#left = this.#left.filter((other) => other !== draft);
    dropDraft(draft.taskId);
  }

  #banner(sentence, text, drop) {
    const copy = () => navigator.clipboard.writeText(text);
    const putAway = () => {
      drop();
      this.draw();
      this.dispatchEvent(new Event("close"));
    };
    return element(
      "div",
      { class: "banner" },
      element("span", {}, sentence),
      text ? element("span", {}, "Your text: ", element("q", {}, text)) : null,
      text ? element("button", { type: "button", onclick: copy }, "Copy the text") : null,
      element("button", { type: "button", onclick: putAway }, "Put away"),
    );
  }
}

customElements.define("refused-answers", RefusedAnswers);
