// <page-sheet>: a page beside its text, line by line. Fetched when it comes near the window.

import { element, percent } from "./elements.js";
import { lineStory } from "./line-story.js";
import * as server from "./server.js";
import { mark } from "./states.js";
import { svg, written } from "./svg.js";

const NEAR = "600px";

class PageSheet extends HTMLElement {
  pageId = "";
  size = { width: null, height: null };
  #picture = element("div", { class: "picture" });
  #list = element("ol", { class: "lines" });
  #watcher = new IntersectionObserver(([seen]) => { if (seen.isIntersecting) this.#load(); }, { rootMargin: NEAR });

  connectedCallback() {
    const { width, height } = this.size;
    this.#picture.style.aspectRatio = width && height ? `${width} / ${height}` : "3 / 4";
    this.replaceChildren(this.#picture, this.#list);
    this.#list.append(element("li", { class: "note" }, "Fetching the lines…"));
    this.#watcher.observe(this);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
  }

  async #load() {
    this.#watcher.disconnect();
    try {
      const { lines, width, height } = await server.layout(this.pageId);
      this.#list.replaceChildren(...(lines.length ? lines.map((line) => this.#line(line)) : [element("li", { class: "note" }, "Not read yet.")]));
      this.#draw(lines, width, height);
    } catch (error) {
      this.#list.replaceChildren(element("li", { class: "note" }, error.message));
    }
  }

  #draw(lines, width, height) {
    const image = element("img", { src: `/v1/pages/${encodeURIComponent(this.pageId)}/image`, alt: "The page" });
    const shapes = lines.map((line) => this.#shape(line));
    const overlay = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    overlay.append(...shapes);
    image.onerror = () => this.#picture.replaceChildren(element("p", { class: "note" }, "This picture can't be shown to you."));
    this.#picture.replaceChildren(image, overlay);
  }

  #shape(line) {
    const shape = svg("polygon", { points: written(line.polygon), class: `shape ${line.state}`, "data-line": line.id });
    shape.addEventListener("mouseenter", () => this.#light(line.id));
    shape.addEventListener("click", () => this.#open(line.id));
    return shape;
  }

  #line(line) {
    const words = line.withheld
      ? element("span", { class: "note" }, "personal data, shown to the cleared only")
      : element("span", { class: "text" }, line.text ?? "");
    const summary = element("summary", {}, words, mark(line.state, undefined, line.purpose), element("span", { class: "sure" }, percent(line.confidence)));
    const more = element("div", { class: "story" });
    const details = element("details", {}, summary, more);
    details.addEventListener("toggle", async () => {
      if (details.open && !more.hasChildNodes()) more.append(...(await lineStory(line, this.#mayAsk)));
    });
    const light = () => this.#light(line.id);
    return element("li", { class: line.state, "data-line": line.id, onmouseenter: light, onfocusin: light }, details);
  }

  /** Only leads may ask who wrote what. */
  get #mayAsk() {
    return ["lead", "admin"].includes(this.closest("[data-role]")?.dataset.role);
  }

  #light(id) {
    for (const part of this.querySelectorAll("[data-line]")) part.classList.toggle("lit", part.dataset.line === id);
  }

  #open(id) {
    const item = [...this.#list.children].find((each) => each.dataset.line === id);
    item.querySelector("details").open = true;
    item.querySelector("summary").focus();
  }
}

customElements.define("page-sheet", PageSheet);
