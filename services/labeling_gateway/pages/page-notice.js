// <page-notice>: a sentence over the page, with what can be done about it. Tells `close`.

import { element } from "./elements.js";

class PageNotice extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "alert");
    this.hidden = true;
  }

  /** Show a sentence and a button for each [words, what to do]. */
  ask(sentence, ...choices) {
    this.replaceChildren(element("span", {}, sentence), ...choices.map((choice) => this.#button(choice)));
    this.hidden = false;
  }

  #button([words, act]) {
    const take = () => {
      this.hidden = true;
      act();
      this.dispatchEvent(new Event("close"));
    };
    return element("button", { type: "button", onclick: take }, words);
  }
}

customElements.define("page-notice", PageNotice);
