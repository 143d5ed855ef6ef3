// <whole-page>: the page that a line is on, with the line framed.

import { element } from "./elements.js";
import { svg, written } from "./svg.js";

class WholePage extends HTMLElement {
  #sheet = element("div", { class: "sheet", tabindex: "0", role: "img", "aria-label": "The whole page, with the line framed" });
  #close = element("button", { type: "button" }, element("kbd", {}, "Esc"), " back to the line");
  #dialog = element("dialog", { "aria-label": "The whole page" }, this.#sheet, this.#close);

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#close.addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.dispatchEvent(new Event("close")));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Show the page of a line's surroundings. */
  open({ page, page_width: width, page_height: height, polygon }) {
    const image = svg("image", { href: page, width, height });
    const frame = svg("polygon", { class: "frame", points: written(polygon) });
    this.#sheet.replaceChildren(svg("svg", { viewBox: `0 0 ${width} ${height}` }, image, frame));
    this.#dialog.showModal();
    frame.scrollIntoView({ block: "center", inline: "center" });
    this.#sheet.focus({ preventScroll: true });
  }
}

customElements.define("whole-page", WholePage);
