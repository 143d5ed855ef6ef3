// How long a line was on screen and how many keys it took; and, for whoever measures, when it was on screen.

const HELD = ["Shift", "Control", "Alt", "Meta", "AltGraph"];
const LONGEST = 86400;

export class Stopwatch {
  #since = 0;
  #keys = 0;

  start() {
    this.#since = performance.now();
    this.#keys = 0;
  }

  key({ key, repeat }) {
    if (!repeat && !HELD.includes(key)) this.#keys += 1;
  }

  /** What an answer says of the work in it. */
  taken() {
    const seconds = Math.min(LONGEST, (performance.now() - this.#since) / 1000);
    return { seconds: Number(seconds.toFixed(2)), keystrokes: this.#keys };
  }

  /** The line is painted with the next frame: from the answer before until then is what people wait. */
  shown() {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (!performance.getEntriesByName("recto-answered").length) return;
      performance.measure("recto-next-line", "recto-answered");
      performance.clearMarks("recto-answered");
    }));
  }
}
