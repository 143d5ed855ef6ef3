// <character-palette>: special characters, most used first, found by typing a name. Tells `character`, or `close`.

import { found } from "./characters.js";
import { element } from "./elements.js";
import * as server from "./server.js";

const MOST = 40;

class CharacterPalette extends HTMLElement {
  #search = element("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "characters-found", "aria-autocomplete": "list",
    "aria-label": "Name of a character", placeholder: "name, as long s or e acute", spellcheck: "false", autocomplete: "off",
  });
  #list = element("ul", { role: "listbox", id: "characters-found", "aria-label": "Characters" });
  #dialog = element("dialog", { "aria-label": "Special characters" }, this.#search, this.#list,
    element("p", { class: "note" }, "Enter puts it in the text, ↑ ↓ choose, Esc goes back to the line."));
  #known = { used: [], names: {} };
  #shown = [];
  #at = 0;

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#search.addEventListener("input", () => this.#draw());
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("close", () => this.#closed());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Open at once; the characters that a collection uses, and the names of all, come as they are known. */
  open(collection) {
    this.#known.used = [];
    this.#search.value = "";
    this.#dialog.showModal();
    this.#draw();
    server.characters(collection).then((used) => this.#learn({ used }), () => {});
    if (!Object.keys(this.#known.names).length) server.characterNames().then((names) => this.#learn({ names }), () => {});
  }

  #learn(more) {
    this.#known = { ...this.#known, ...more };
    if (this.isOpen) this.#draw();
  }

  #draw() {
    this.#shown = found(this.#search.value, this.#known.used, this.#known.names).slice(0, MOST);
    this.#at = 0;
    const nothing = element("li", { class: "note", role: "option", "aria-disabled": "true" }, "No character is called so.");
    this.#list.replaceChildren(...(this.#shown.length ? this.#shown.map((each, at) => this.#option(each, at)) : [nothing]));
    this.#choose(0);
  }

  #option({ text, name }, at) {
    const take = () => this.#take(at);
    return element("li", { role: "option", id: `character-${at}`, onclick: take },
      element("span", { class: "what" }, /^\p{M}/u.test(text) ? `◌${text}` : text), element("span", {}, name));
  }

  #choose(at) {
    this.#at = at;
    [...this.#list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    this.#list.children[at]?.scrollIntoView({ block: "nearest" });
    this.#search.setAttribute("aria-activedescendant", this.#shown.length ? `character-${at}` : "");
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#shown.length) this.#choose((this.#at + step + this.#shown.length) % this.#shown.length);
    else if (event.key === "Enter") this.#take(this.#at);
    else return;
    event.preventDefault();
  }

  #take(at) {
    if (this.#shown[at]) this.#dialog.close(this.#shown[at].text);
  }

  /** Tell only now: before, the text still has neither focus nor caret. */
  #closed() {
    const { returnValue: text } = this.#dialog;
    this.#dialog.returnValue = "";
    this.dispatchEvent(new Event("close"));
    if (text) this.dispatchEvent(new CustomEvent("character", { detail: text }));
  }
}

customElements.define("character-palette", CharacterPalette);
