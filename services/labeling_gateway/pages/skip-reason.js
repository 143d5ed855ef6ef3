// <skip-reason>: asks why a line is skipped. Tells `reason` with the words, or `close`.

import { element } from "./elements.js";

const REASONS = ["wrongly cut", "more than one line", "a language or hand that I can't read", "needs the whole page"];

class SkipReason extends HTMLElement {
  #other = element("input", { type: "text", "aria-label": "Another reason", placeholder: "another reason", maxlength: 200 });
  #dialog = element(
    "dialog",
    { "aria-label": "Why skip this line?", onkeydown: (event) => this.#key(event) },
    element("h1", {}, "Why skip this line?"),
    element("ol", {}, ...REASONS.map((reason, at) => this.#choice(reason, at))),
    element(
      "form",
      { onsubmit: (event) => this.#typed(event) },
      this.#other,
      element("button", { class: "main" }, "Skip"),
    ),
    element("p", { class: "note" }, "Esc goes back to the line."),
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
    this.querySelector("li button").focus();
  }

  #choice(reason, at) {
    const take = () => this.#take(reason);
    return element("li", {}, element("button", { type: "button", onclick: take }, element("kbd", {}, String(at + 1)), ` ${reason}`));
  }

  #key(event) {
    const reason = REASONS[Number(event.key) - 1];
    if (!reason || event.target === this.#other) return;
    event.preventDefault();
    this.#take(reason);
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

customElements.define("skip-reason", SkipReason);
