// <line-image>: the picture of the line, as large as the window allows.

const LARGEST = 4;
const STEPS = [0.5, 0.75, 1, 1.5, 2, 3];

class LineImage extends HTMLElement {
  #image = null;
  #zoom = STEPS.indexOf(1);
  #watcher = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    this.#watcher.observe(this);
  }

  disconnectedCallback() {
    this.#watcher.disconnect();
  }

  /** Show an image that is loaded already, or say that it can't be. */
  async show({ image, decoded }) {
    this.#image = image;
    this.replaceChildren(image);
    this.#fit();
    if (await decoded) this.#fit();
    else if (this.#image === image) this.replaceChildren("This picture can't be shown. Skip the line with Esc.");
  }

  invert() {
    this.toggleAttribute("inverted");
  }

  zoom(by) {
    this.#zoom = Math.min(STEPS.length - 1, Math.max(0, this.#zoom + by));
    this.#fit();
  }

  #fit() {
    const image = this.#image;
    if (!image?.naturalWidth) return;
    const style = getComputedStyle(this);
    const width = this.clientWidth - 2 * parseFloat(style.paddingLeft);
    const height = this.clientHeight - 2 * parseFloat(style.paddingTop);
    const fits = Math.min(width / image.naturalWidth, height / image.naturalHeight, LARGEST);
    image.style.width = `${Math.max(1, Math.floor(fits * STEPS[this.#zoom] * image.naturalWidth))}px`;
  }
}

customElements.define("line-image", LineImage);
