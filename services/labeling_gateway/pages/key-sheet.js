// <key-sheet>: every key of a page, on one sheet, from the table that the keyboard goes by.

import { element } from "./elements.js";

class KeySheet extends HTMLElement {
  #list = element("dl");
  #dialog = element(
    "dialog",
    { "aria-label": "Keys" },
    element("h1", {}, "Keys"),
    this.#list,
    element("p", { class: "note" }, "Esc closes this sheet."),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("close")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Rows of [keys, what is shown, action, what it does]. */
  open(rows) {
    const cells = rows.flatMap(([, shown, , about]) => [element("dt", {}, element("kbd", {}, shown)), element("dd", {}, about)]);
    this.#list.replaceChildren(...cells);
    this.#dialog.showModal();
  }
}

customElements.define("key-sheet", KeySheet);
