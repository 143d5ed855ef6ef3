// <collection-list>: collections that a document could go into, numbered, found by typing. Tells `choose`.

import { element, percent, some } from "./elements.js";
import { doubtOf, matching } from "./offers.js";

const LIST = "collections-offered";

class CollectionList extends HTMLElement {
  #field = element("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": LIST, "aria-autocomplete": "list",
    "aria-label": "Collection that the document belongs to", placeholder: "type to find one by its name",
    spellcheck: "false", autocomplete: "off",
  });
  #list = element("ol", { role: "listbox", id: LIST, "aria-label": "Collections, the likeliest first" });
  #offers = [];
  #shown = [];
  #at = 0;

  connectedCallback() {
    this.replaceChildren(this.#field, this.#list);
    this.#field.addEventListener("input", () => this.#draw());
  }

  /** Offer these, or null while they are not known; nothing is typed yet, and the first one is chosen. */
  show(offers) {
    this.#offers = offers;
    this.clear();
  }

  /** The name of the collection that is chosen; undefined if none is. */
  get chosen() {
    return this.#shown[this.#at]?.collection;
  }

  get typed() {
    return this.#field.value;
  }

  /** Put away what was typed. */
  clear() {
    this.#field.value = "";
    this.#draw();
  }

  /** Choose the next one, or the one before. */
  step(by) {
    if (this.#shown.length) this.#choose((this.#at + by + this.#shown.length) % this.#shown.length);
  }

  /** Choose by number. False where there is none, or where a digit belongs to the name that is being typed. */
  byDigit(digit) {
    if (this.typed || !this.#shown[digit - 1]) return false;
    this.#choose(digit - 1);
    return true;
  }

  focusField() {
    this.#field.focus();
  }

  #draw() {
    this.#shown = matching(this.#offers ?? [], this.typed);
    const words = !this.#offers ? "Fetching the collections…"
      : this.typed ? "No collection is called so." : "There is no collection to put it into: a lead makes one.";
    const nothing = element("li", { class: "note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words);
    this.#list.replaceChildren(...(this.#shown.length ? this.#shown.map((offer, at) => this.#option(offer, at)) : [nothing]));
    this.#choose(0);
  }

  #option(offer, at) {
    const { collection, probability, documents, sample } = offer;
    const [doubt, mark] = offer === this.#offers[0] || probability === null ? doubtOf(offer) : ["", ""];
    const likely = probability === null ? "nothing to compare yet" : `${percent(probability)} ${mark}`;
    return element("li", { role: "option", id: `offer-${at}`, onclick: () => this.#choose(at) },
      element("kbd", {}, at < 9 ? String(at + 1) : "\u00a0"),
      element("span", { class: "called" }, collection),
      element("span", { class: `likely ${doubt}` }, likely),
      element("span", { class: "note about" }, some(documents, "document")),
      sample ? element("q", { class: "sample" }, sample) : null);
  }

  #choose(at) {
    this.#at = at;
    if (this.#shown.length) {
      [...this.#list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      this.#list.children[at].scrollIntoView({ block: "nearest" });
    }
    this.#field.setAttribute("aria-activedescendant", this.#shown.length ? `offer-${at}` : "");
    this.dispatchEvent(new Event("choose"));
  }
}

customElements.define("collection-list", CollectionList);
