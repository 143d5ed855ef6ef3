// <key-once>: shows a key that is told this once, to be copied and handed on.

import { element } from "./elements.js";

class KeyOnce extends HTMLElement {
  #title = element("h1");
  #note = element("p", { class: "note" });
  #key = element("input", { type: "text", readonly: "", "aria-label": "The key", onfocus: () => this.#key.select() });
  #copy = element("button", { type: "button", class: "main", onclick: () => this.#copied() }, "Copy");
  #dialog = element(
    "dialog",
    { "aria-label": "A key, shown once", onclose: () => { this.#key.value = ""; } },
    this.#title,
    this.#key,
    this.#note,
    element("form", { method: "dialog" }, this.#copy, element("button", {}, "Close")),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
  }

  /** Show a key with its title and what is to be known of it. */
  show(title, key, note) {
    this.#title.textContent = title;
    this.#key.value = key;
    this.#note.textContent = note;
    this.#copy.textContent = "Copy";
    this.#dialog.showModal();
    this.#key.focus();
  }

  async #copied() {
    this.#key.select();
    await navigator.clipboard.writeText(this.#key.value);
    this.#copy.textContent = "Copied";
  }
}

customElements.define("key-once", KeyOnce);
