// The mouse on a painted text: a click puts the caret or a doubtful place in focus, dragging and double clicks select.

export class TextPointer {
  #painted;
  #select;
  #pressedAt = null;

  /** `select` is called with where a selection starts and ends, and with what lies under the mouse at a click. */
  constructor(root, painted, select) {
    this.#painted = painted;
    this.#select = select;
    root.addEventListener("pointerdown", (event) => this.#press(event));
    root.addEventListener("pointermove", (event) => this.#drag(event));
    root.addEventListener("dblclick", () => this.#selectWord());
  }

  #press(event) {
    event.preventDefault();
    const { nearest, under } = this.#painted.offsetAt(event.clientX);
    this.#pressedAt = nearest;
    this.#select(nearest, nearest, under);
  }

  #drag(event) {
    if (event.buttons !== 1 || this.#pressedAt === null) return;
    const { nearest } = this.#painted.offsetAt(event.clientX);
    if (nearest !== this.#pressedAt) this.#select(Math.min(nearest, this.#pressedAt), Math.max(nearest, this.#pressedAt));
  }

  #selectWord() {
    this.#select(...this.#painted.wordAt(this.#pressedAt ?? 0));
  }
}
