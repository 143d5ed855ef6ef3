// <long-name>: a name in one line, however long. What is cut off is shown over the page, to the pointer by the browser
// and to the keyboard under the name. Screen readers have all of it anyway.

import { element } from "./elements.js";

class LongName extends HTMLElement {
  #line = element("span");
  #room = new ResizeObserver(() => this.#mark());

  connectedCallback() {
    this.name = this.textContent;
    this.replaceChildren(this.#line);
    this.#room.observe(this);
  }

  disconnectedCallback() {
    this.#room.disconnect();
  }

  set name(whole) {
    this.#line.textContent = whole;
    this.#mark();
  }

  /** Only a name that is cut has more to show, and is worth a stop. */
  #mark() {
    const { scrollWidth, clientWidth, textContent } = this.#line;
    if (scrollWidth > clientWidth) {
      this.title = textContent;
      this.tabIndex = 0;
    } else {
      this.removeAttribute("title");
      this.removeAttribute("tabindex");
    }
  }
}

customElements.define("long-name", LongName);
