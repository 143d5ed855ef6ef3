// <line-picture>: the line as large as the window allows, its neighbours dimmed, the place in focus framed. Tells `fit`.

import { element } from "./elements.js";
import { svg, written } from "./svg.js";

const LARGEST = 4;
const STEPS = [0.5, 0.75, 1, 1.5, 2, 3];

class LinePicture extends HTMLElement {
  #shown = null;
  #frame = svg("rect", { class: "frame" });
  #zoom = STEPS.indexOf(1);
  #watcher = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    this.#watcher.observe(this.parentElement);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
  }

  /** Show a picture that is loaded: {image, width, height, polygon}; null says that it can't be had. Frame a place. */
  show(picture, place) {
    this.#shown = picture;
    if (!picture) {
      this.replaceChildren(element("p", {}, "This picture can't be shown. Skip the line with Esc."));
      return;
    }
    this.replaceChildren(picture.image, this.#veil());
    this.frame(place);
    this.#fit();
  }

  /** Frame a place of the line: {start, end}, 0 to 1. */
  frame(place) {
    const known = this.#shown && place && place.start !== null && place.end !== null;
    this.#frame.toggleAttribute("hidden", !known);
    if (!known) return;
    const { left, right, top, bottom } = this.#line();
    const [start, end] = [place.start, place.end].map((share) => left + share * (right - left));
    const pad = (bottom - top) * 0.08;
    const box = { x: start - pad, y: top, width: end - start + 2 * pad, height: bottom - top, rx: pad };
    for (const [name, value] of Object.entries(box)) this.#frame.setAttribute(name, value);
  }

  zoom(by) {
    this.#zoom = Math.min(STEPS.length - 1, Math.max(0, this.#zoom + by));
    this.#fit();
  }

  /** What is not the line, dimmed. */
  #veil() {
    const { width, height, polygon } = this.#shown;
    const around = `M0,0H${width}V${height}H0Z M${written(polygon)}Z`;
    const paths = [svg("path", { class: "veil", d: around, "fill-rule": "evenodd" }), this.#frame];
    return svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...paths);
  }

  #line() {
    const [xs, ys] = [0, 1].map((axis) => this.#shown.polygon.map((point) => point[axis]));
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }

  #fit() {
    const stage = this.parentElement;
    if (!this.#shown || !stage.clientWidth) return;
    const { width, height } = this.#shown;
    const { left, right, top } = this.#line();
    const room = stage.clientHeight - stage.lastElementChild.offsetHeight;
    const scale = STEPS[this.#zoom] * Math.min(stage.clientWidth / width, room / (height - top), LARGEST);
    const shown = Math.floor(scale * width);
    const aside = Math.max(0, (stage.clientWidth - shown) / 2);
    this.style.width = `${shown}px`;
    this.style.marginLeft = `${aside}px`;
    const detail = { left: aside + scale * left, width: scale * (right - left), room: Math.max(stage.clientWidth, shown) };
    this.dispatchEvent(new CustomEvent("fit", { detail }));
  }
}

customElements.define("line-picture", LinePicture);
