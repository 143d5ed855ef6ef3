// <page-skip>: asks why a page is skipped. Tells `reason` with the words, or `close`.

import { element } from "./elements.js";

const REASONS = ["there is nothing to draw here", "too damaged or too faint", "a layout that I don't understand"];

class PageSkip extends HTMLElement {
  #other = element("input", { type: "text", "aria-label": "Another reason", placeholder: "another reason", maxlength: 200 });
  #dialog = element(
    "dialog",
    { "aria-label": "Why skip this page?" },
    element("h1", {}, "Why skip this page?"),
    element("ol", {}, ...REASONS.map((reason) => this.#choice(reason))),
    element("form", { onsubmit: (event) => this.#typed(event) }, this.#other, element("button", { class: "main" }, "Skip")),
    element("p", { class: "note" }, "What you drew on it stays in this browser. Esc goes back to the page."),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("close")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    this.#other.value = "";
    this.#dialog.showModal();
  }

  #choice(reason) {
    return element("li", {}, element("button", { type: "button", onclick: () => this.#take(reason) }, reason));
  }

  #typed(event) {
    event.preventDefault();
    if (this.#other.value.trim()) this.#take(this.#other.value.trim());
  }

  #take(reason) {
    this.#dialog.close();
    this.dispatchEvent(new CustomEvent("reason", { detail: reason }));
  }
}

customElements.define("page-skip", PageSkip);
