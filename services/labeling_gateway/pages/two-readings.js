// <two-readings>: what two people made of a line, one above the other, their differences marked. Tells `take`.

import { declined, isDecline } from "./differences.js";
import { element } from "./elements.js";

const SIDES = ["left", "right"];
const ARROWS = { left: "←", right: "→" };
const NOTHING = "∅";
const BLANK = "␣";

class TwoReadings extends HTMLElement {
  #found = { readings: [], diff: [] };

  connectedCallback() {
    this.id = "alternatives";
    this.setAttribute("aria-live", "polite");
  }

  /** Show an adjudication, as the server gives it. */
  show(found) {
    this.#found = found;
    const { readings, diff } = found;
    let number = 0;
    const pieces = diff.length
      ? diff.map((piece) => (piece.left === piece.right ? agreed(piece) : this.#difference(piece, (number += 1))))
      : [this.#wholes(readings)];
    const arrows = element("div", { class: "piece arrows", "aria-hidden": "true" }, ...SIDES.map((side) => element("kbd", {}, ARROWS[side])));
    this.replaceChildren(arrows, ...pieces);
  }

  /** Mark the difference in focus. */
  focusOn(place) {
    for (const piece of this.querySelectorAll("[data-at]")) piece.classList.toggle("focused", Number(piece.dataset.at) === place?.at);
  }

  /** What the side gave as a whole, where one of them gave no text; undefined elsewhere. */
  whole(side) {
    return this.#found.diff.length ? undefined : this.#found.readings[SIDES.indexOf(side)];
  }

  /** Both readings in words. */
  get spoken() {
    return this.#found.readings.map((reading, at) => `${SIDES[at]}: ${saidBy(reading)}`).join("; ");
  }

  #difference(piece, at) {
    return element("div", { class: "piece difference", "data-at": at }, ...SIDES.map((side) => this.#button(side, piece[side], at)));
  }

  #wholes(readings) {
    return element("div", { class: "piece difference" }, ...readings.map((reading, at) => this.#button(SIDES[at], saidBy(reading), null)));
  }

  #button(side, says, at) {
    const tell = () => this.dispatchEvent(new CustomEvent("take", { detail: { at, side } }));
    const keepFocus = (event) => event.preventDefault();
    const isText = at !== null || !isDecline(this.whole(side));
    const about = { class: isText ? null : "declined", type: "button", tabindex: "-1", "aria-label": `${side}: ${says || "nothing"}`, onclick: tell, onmousedown: keepFocus };
    return element("button", about, says === " " ? BLANK : says || NOTHING);
  }
}

/** A word that both have. */
function agreed({ left }) {
  return element("div", { class: "piece" }, element("span", {}, left), element("span", { "aria-hidden": "true" }, left));
}

const saidBy = (reading) => (isDecline(reading) ? declined(reading) : reading.text);

customElements.define("two-readings", TwoReadings);
