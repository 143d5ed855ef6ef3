// <page-view>: the page with its lines, as large as the window allows. Pans, zooms, and hands the pointer on.

import { element } from "./elements.js";
import { paint } from "./line-painting.js";
import { bounds, middle } from "./outlines.js";
import { fitted, panned, showing, toPage, toScreen, zoomed } from "./page-place.js";
import { PageTiles } from "./page-tiles.js";

const REACH = 9;
const STEP = 1.25;
const COLOURS = ["sure", "unread", "doubtful", "very", "chosen", "baseline", "casing", "shade"];
const AT_REST_MS = 150;

class PageView extends HTMLElement {
  #canvas = element("canvas", { "aria-hidden": "true" });
  #swatches = COLOURS.map((name) => element("span", { class: `swatch ${name}`, hidden: "" }));
  #context = this.#canvas.getContext("2d");
  #watcher = new ResizeObserver(() => this.#resized());
  #theme = matchMedia("(prefers-color-scheme: dark)");
  #colours = {};
  #shown = null;
  #place = null;
  #pans = null;
  #frame = 0;
  #pointer = null;
  #isHand = false;
  #isWhole = false;
  #rest = 0;

  connectedCallback() {
    this.replaceChildren(this.#canvas, ...this.#swatches);
    this.#watcher.observe(this);
    this.#theme.addEventListener("change", this.#recolour);
    this.#recolour();
    this.#listen();
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
    this.#theme.removeEventListener("change", this.#recolour);
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  /** Show a page as the server describes it, with what is done to its lines. */
  show(page, editing) {
    const tiles = new PageTiles(page);
    tiles.addEventListener("change", () => this.draw());
    tiles.addEventListener("missing", () => this.dispatchEvent(new Event("missing")));
    editing.addEventListener("change", () => this.draw());
    this.#shown = { page, editing, tiles };
    this.fit();
  }

  /** Where the pointer is on the page; null if it is elsewhere. */
  get pointer() {
    return this.#pointer && toPage(this.#place, this.#pointer);
  }

  /** The middle of what is shown, on the page. */
  get centre() {
    return toPage(this.#place, [this.clientWidth / 2, this.clientHeight / 2]);
  }

  /** How many pixels of the page one of the screen is. */
  get grain() {
    return 1 / this.#place.scale;
  }

  /** Show the whole page; it stays whole, whatever becomes of the window, until somebody moves it. */
  fit() {
    if (!this.#shown) return;
    this.#to(fitted(this.#shown.page, this.#room));
    this.#isWhole = true;
  }

  /** Zoom by so many steps around a line, or around the middle of what is shown. */
  zoom(by, line) {
    if (!this.#shown) return;
    const around = line ? toScreen(this.#place, middle(line.polygon)) : [this.clientWidth / 2, this.clientHeight / 2];
    this.#zoomAt(by, around);
  }

  #zoomAt(by, at) {
    this.#to(zoomed(this.#place, STEP ** by, at, this.#shown.page, this.#room));
  }

  pan(by) {
    this.#to(panned(this.#place, by));
  }

  /** Whether any drag moves the page. */
  hold(isHand) {
    this.#isHand = isHand;
    this.toggleAttribute("hand", isHand);
  }

  /** Bring a line into sight. */
  reveal(line) {
    this.#to(showing(this.#place, bounds(line.polygon), this.#shown.page, this.#room));
  }

  /** Paint with the next frame. */
  draw() {
    if (!this.#shown || this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const density = devicePixelRatio;
      paint(this.#context, { ...this.#shown, place: this.#place, room: this.#room, colours: this.#colours, pointer: this.pointer, density, isMoving: Boolean(this.#rest) });
    });
  }

  get #room() {
    return { width: this.clientWidth, height: this.clientHeight };
  }

  #to(place) {
    this.#isWhole &&= place === this.#place;
    this.#place = place;
    this.#move();
  }

  /** Paint what moves with less care, and all of it once it is at rest. */
  #move() {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = 0;
      this.draw();
    }, AT_REST_MS);
    this.draw();
  }

  #resized() {
    this.#canvas.width = Math.round(this.clientWidth * devicePixelRatio);
    this.#canvas.height = Math.round(this.clientHeight * devicePixelRatio);
    if (this.#isWhole) this.fit();
    this.draw();
  }

  #recolour = () => {
    COLOURS.forEach((name, at) => { this.#colours[name] = getComputedStyle(this.#swatches[at]).color; });
    this.draw();
  };

  #listen() {
    this.addEventListener("pointerdown", (event) => this.#down(event));
    this.addEventListener("pointermove", (event) => this.#moved(event));
    this.addEventListener("pointerup", () => this.#up());
    this.addEventListener("pointercancel", () => this.#up());
    this.addEventListener("pointerleave", () => { this.#pointer = null; this.draw(); });
    this.addEventListener("dblclick", (event) => this.#shown?.editing.addAt(this.#at(event), this.#reach));
    this.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  get #reach() {
    return REACH * this.grain;
  }

  #at(event) {
    return toPage(this.#place, this.#onScreen(event));
  }

  #onScreen({ clientX, clientY }) {
    const { left, top } = this.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  #down(event) {
    if (!this.#shown || event.button > 1) return;
    event.preventDefault();
    this.focus();
    this.setPointerCapture(event.pointerId);
    const isHeld = event.button === 0 && !this.#isHand && this.#shown.editing.press(this.#at(event), this.#reach);
    const isBeside = this.#shown.editing.mode === "choose" && !isHeld;
    this.#pans = event.button === 1 || this.#isHand || isBeside ? this.#onScreen(event) : null;
  }

  #moved(event) {
    if (!this.#shown) return;
    this.#pointer = this.#onScreen(event);
    const { editing } = this.#shown;
    if (this.#pans) {
      const [x, y] = this.#pointer;
      this.pan([x - this.#pans[0], y - this.#pans[1]]);
      this.#pans = this.#pointer;
    } else if (event.buttons & 1) editing.drag(this.pointer);
    else if (editing.mode === "draw") this.draw();
  }

  #up() {
    this.#pans = null;
    this.#shown?.editing.release();
  }

  #wheel(event) {
    if (!this.#shown) return;
    event.preventDefault();
    const lines = event.deltaMode ? 40 : 1;
    this.#zoomAt((-event.deltaY * lines) / 150, this.#onScreen(event));
  }
}

customElements.define("page-view", PageView);
