// <refused-answers>: answers that came too late, with their text, until the person puts them away.

import { element } from "./elements.js";
import { dropRefused, refused } from "./kept.js";

class RefusedAnswers extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    this.draw();
  }

  draw() {
    this.replaceChildren(...refused().map((answer) => this.#banner(answer)));
  }

  #banner(answer) {
    const { text } = answer.given;
    const copy = () => navigator.clipboard.writeText(text);
    const putAway = () => {
      dropRefused(answer);
      this.draw();
      this.dispatchEvent(new Event("close"));
    };
    return element(
      "div",
      { class: "banner" },
      element("span", {}, `An answer of yours did not count: ${answer.why}`),
      text ? element("span", {}, "Your text: ", element("q", {}, text)) : null,
      text ? element("button", { type: "button", onclick: copy }, "Copy the text") : null,
      element("button", { type: "button", onclick: putAway }, "Put away"),
    );
  }
}

customElements.define("refused-answers", RefusedAnswers);
