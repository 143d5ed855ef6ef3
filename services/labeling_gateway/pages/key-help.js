// <key-help>: every key, on one sheet.

import { element } from "./elements.js";
import { shown } from "./keys.js";

class KeyHelp extends HTMLElement {
  #list = element("dl");
  #close = element("button", { type: "button" }, element("kbd", {}, "Esc"), " closes this sheet");
  #dialog = element(
    "dialog",
    { "aria-label": "Keys" },
    element("h1", {}, "Keys"),
    this.#list,
    element("p", { class: "note" }, "What has a button at the foot of the page can be done with the mouse too."),
    this.#close,
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("close")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Show all keys of a table. */
  open(table) {
    this.#list.replaceChildren(
      ...table.flatMap((row) => [element("dt", {}, element("kbd", {}, shown(row))), element("dd", {}, row.says)]),
    );
    this.#dialog.showModal();
  }
}

customElements.define("key-help", KeyHelp);
