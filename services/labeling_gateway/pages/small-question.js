// <small-question>: asks one thing, answered by a digit or in words.

import { element } from "./elements.js";

class SmallQuestion extends HTMLElement {
  #title = element("h1");
  #list = element("ol");
  #words = element("input", { type: "text", maxlength: 200 });
  #hand = element("button", { class: "main" });
  #form = element("form", { onsubmit: (event) => this.#typed(event) }, this.#words, this.#hand);
  #note = element("p", { class: "note" });
  #dialog = element("dialog", { onkeydown: (event) => this.#key(event), onclose: () => this.#closed() },
    this.#title, this.#list, this.#form, this.#note);
  #choices = [];
  #answer = null;
  #tell = () => {};

  connectedCallback() {
    this.replaceChildren(this.#dialog);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /**
   * Ask a question as in questions.js. Gives a choice, or what was typed, which may be empty only where the question
   * has no choices; null if the person went back.
   */
  ask({ title, choices = [], words = null, button = "", note = "Esc goes back to the line." }) {
    this.#choices = choices;
    this.#answer = null;
    this.#title.textContent = title;
    this.#dialog.setAttribute("aria-label", title);
    this.#list.replaceChildren(...choices.map((choice, at) => this.#choice(choice, at)));
    this.#form.hidden = words === null;
    this.#words.value = "";
    this.#words.setAttribute("aria-label", words ?? "");
    this.#words.placeholder = words ?? "";
    this.#hand.textContent = button;
    this.#note.textContent = note;
    this.#dialog.showModal();
    (this.#list.querySelector("button") ?? this.#words).focus();
    return new Promise((resolve) => { this.#tell = resolve; });
  }

  #choice(choice, at) {
    const take = () => this.#take(choice);
    return element("li", {}, element("button", { type: "button", onclick: take }, element("kbd", {}, String(at + 1)), ` ${choice}`));
  }

  #key(event) {
    const choice = this.#choices[Number(event.key) - 1];
    if (!choice || event.target === this.#words) return;
    event.preventDefault();
    this.#take(choice);
  }

  #typed(event) {
    event.preventDefault();
    const words = this.#words.value.trim();
    if (words || !this.#choices.length) this.#take(words);
  }

  #take(answer) {
    this.#answer = answer;
    this.#dialog.close();
  }

  /** Tell only now: before, the text still has neither focus nor caret. */
  #closed() {
    this.dispatchEvent(new Event("close"));
    this.#tell(this.#answer);
  }
}

customElements.define("small-question", SmallQuestion);
