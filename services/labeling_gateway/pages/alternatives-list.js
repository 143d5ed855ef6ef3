// <alternatives-list>: what the place in focus could be. Tells `choose` with the text.

import { choices, holdsDigits } from "./doubts.js";
import { element, percent } from "./elements.js";

const GAP = 16; // pixels between two of them

class AlternativesList extends HTMLElement {
  #choices = [];
  #at = 0;
  #byDigits = true;

  connectedCallback() {
    this.id = "alternatives";
    this.setAttribute("aria-live", "polite");
  }

  /** Show what a place could be, or nothing. */
  show(place) {
    this.#choices = place ? choices(place) : [];
    this.#at = 0;
    this.#byDigits = Boolean(place) && !holdsDigits(place);
    this.#draw();
  }

  /** Go under the place, `left` pixels from the edge, as far as there is room. */
  moveTo(left) {
    const needed = [...this.children].reduce((sum, child) => sum + child.offsetWidth + GAP, 0);
    this.style.paddingLeft = `${Math.max(0, Math.min(left - GAP, this.clientWidth - needed))}px`;
  }

  /** The text that a digit key stands for; undefined if digits are typed here or the number is none. */
  byDigit(digit) {
    return this.#byDigits ? this.#choices[digit - 1]?.text : undefined;
  }

  /** Walk to the next (1) or previous (-1) choice. */
  walk(by) {
    if (!this.#choices.length) return;
    this.#at = (this.#at + by + this.#choices.length) % this.#choices.length;
    this.#draw();
  }

  /** The choice that was walked to, if it was walked at all. */
  get walkedTo() {
    return this.#at ? this.#choices[this.#at].text : undefined;
  }

  #draw() {
    this.replaceChildren(...this.#choices.map((choice, at) => this.#button(choice, at)));
    if (this.#choices.length && !this.#byDigits) {
      this.append(element("span", {}, "digits are typed here; Alt with ↑ ↓ walks, Tab takes"));
    }
  }

  #button({ text, probability }, at) {
    const number = this.#byDigits ? element("kbd", {}, String(at + 1)) : null;
    const tell = () => this.dispatchEvent(new CustomEvent("choose", { detail: text }));
    const what = element("span", { class: "what" }, name(text));
    return element(
      "button",
      { type: "button", tabindex: "-1", "aria-pressed": String(at === this.#at), onclick: tell },
      number,
      what,
      percent(probability),
    );
  }
}

function name(text) {
  if (text === "") return "nothing";
  return text === " " ? "blank" : text;
}

customElements.define("alternatives-list", AlternativesList);
