// Draws a text word by word under its picture, with its doubts, the caret and what is selected. Knows no keys.

import { doubtsIn, VERY_DOUBTFUL } from "./doubts.js";
import { element } from "./elements.js";
import { growth, lefts, wordsOf } from "./word-places.js";

const SMALLEST = 16;
const LARGEST = 48;
const GAP = 0.25; // between words at least, in ems
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export class PaintedText {
  #root;
  #words = []; // {start, end, left, right, span}
  #caret = element("span", { class: "caret" });
  #picture = { left: 0, width: 0 };
  #room = 0;
  #size = 28;
  #places = [];

  constructor(root) {
    this.#root = root;
  }

  /** The picture lies so: where the line begins in it and how wide it is, and all the room there is, in pixels. */
  fit(picture, room) {
    this.#picture = picture;
    this.#room = room;
    this.#resize();
  }

  /** Another text: choose the size of type anew. */
  start(places) {
    this.draw(places);
    this.#resize();
  }

  draw(places) {
    this.#places = places;
    this.#words = wordsOf(places);
    const parts = partsOf(places);
    for (const word of this.#words) {
      const inside = parts.filter((part) => part.start < word.end && part.end > word.start);
      word.span = element("span", { class: "word" }, ...inside.map((part) => painted(part, word)));
    }
    this.#root.replaceChildren(...this.#words.map(({ span }) => span));
    this.#place();
  }

  /** Show the caret, or what is selected; `focused` is a doubtful place in focus. Gives where it is, in pixels. */
  select(start, end, focused) {
    this.#root.querySelectorAll(".chosen").forEach((old) => old.remove());
    const caret = this.#edge(end, start !== end);
    const boxes = start === end ? [] : this.#boxes(start, end);
    this.#root.prepend(...boxes.map(([left, width]) => marked(left, width, focused)));
    this.#caret.style.left = `${caret}px`;
    this.#root.append(this.#caret);
    this.#caret.hidden = boxes.length > 0;
    this.#caret.getAnimations?.().forEach((blinking) => { blinking.currentTime = 0; });
    return boxes.length ? boxes[0][0] : caret;
  }

  /** Of a pixel of the window: the nearest character boundary, and where the character under it begins. */
  offsetAt(x) {
    const at = x - this.#root.getBoundingClientRect().left;
    const word = this.#words.findLast(({ span }) => span.offsetLeft <= at) ?? this.#words[0];
    if (!word) return { nearest: 0, under: 0 };
    const edges = [...boundaries(word)].map((offset) => ({ offset, x: word.span.offsetLeft + widthOf(word.span, offset - word.start) }));
    const nearest = edges.reduce((best, edge) => (Math.abs(edge.x - at) < Math.abs(best.x - at) ? edge : best));
    const under = edges.findLast((edge) => edge.x <= at) ?? edges[0];
    return { nearest: nearest.offset, under: under.offset };
  }

  /** Where the word around a character boundary begins and ends. */
  wordAt(offset) {
    const word = this.#words.findLast(({ start }) => start <= offset);
    return word ? [word.start, word.start + word.span.textContent.trimEnd().length] : [0, 0];
  }

  #resize() {
    if (!this.#words.length || !this.#room) return;
    const widths = this.#words.map(({ span }) => span.offsetWidth);
    const wanted = this.#size * (growth(this.#words, widths, this.#picture) ?? 1);
    this.#setSize(wanted);
    const last = this.#words.at(-1).span;
    const over = (last.offsetLeft + last.offsetWidth) / this.#room;
    if (over > 1) this.#setSize(this.#size / over);
  }

  #setSize(size) {
    this.#size = Math.min(LARGEST, Math.max(SMALLEST, size));
    this.#root.style.fontSize = `${this.#size}px`;
    this.#place();
  }

  #place() {
    const widths = this.#words.map(({ span }) => inkWidth(span));
    const places = lefts(this.#words, widths, this.#picture, GAP * this.#size);
    this.#words.forEach(({ span }, at) => { span.style.left = `${places[at]}px`; });
  }

  /** Where a character boundary is; at the border of two words that of the second, unless `before`. */
  #edge(offset, before = false) {
    const of = before ? (word) => word.start < offset && offset <= word.end : (word) => word.start <= offset && offset < word.end;
    const word = this.#words.find(of) ?? (offset ? this.#words.at(-1) : this.#words[0]);
    if (!word) return this.#picture.left;
    return word.span.offsetLeft + widthOf(word.span, offset - word.start);
  }

  #boxes(start, end) {
    return this.#words
      .filter((word) => word.start < end && word.end > start)
      .map(({ span, start: from, end: to }) => {
        const left = widthOf(span, Math.max(start, from) - from);
        return [span.offsetLeft + left, widthOf(span, Math.min(end, to) - from) - left];
      });
  }
}

/** The character boundaries of a word, as offsets in the text. */
function* boundaries({ span, start }) {
  for (const { index } of graphemes.segment(span.textContent)) yield start + index;
  yield start + span.textContent.length;
}

/** The places with where they stand in the text: [{start, end, text, doubt}]. */
function partsOf(places) {
  const doubts = new Set(doubtsIn(places).map(({ index }) => index));
  let at = 0;
  return places.map(({ text, confidence }, index) => {
    const start = at;
    at += text.length;
    const doubt = doubts.has(index) ? (confidence < VERY_DOUBTFUL ? "very" : "doubt") : null;
    return { start, end: at, text, doubt };
  });
}

function painted({ start, text, doubt }, word) {
  const shown = text.slice(Math.max(0, word.start - start), word.end - start);
  return doubt ? element("span", { class: doubt }, shown) : document.createTextNode(shown);
}

function marked(left, width, focused) {
  const box = element("span", { class: focused ? "chosen place" : "chosen" });
  box.style.left = `${left}px`;
  box.style.width = `${Math.max(width, 3)}px`;
  return box;
}

function inkWidth(span) {
  return widthOf(span, span.textContent.trimEnd().length);
}

/** How far the first `length` characters of an element reach, in pixels. */
function widthOf(span, length) {
  if (length <= 0) return 0;
  const walker = document.createTreeWalker(span, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  range.setStart(span, 0);
  for (let left = length, node = walker.nextNode(); node; left -= node.length, node = walker.nextNode()) {
    range.setEnd(node, Math.min(left, node.length));
    if (left <= node.length) break;
  }
  return range.getBoundingClientRect().right - span.getBoundingClientRect().left;
}
