// <key-bar>: a button for each action, with its key. Tells `do` with the action's name.

import { element } from "./elements.js";
import { shown } from "./keys.js";

class KeyBar extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "toolbar");
    this.setAttribute("aria-label", "What can be done with this line");
  }

  /** Show a button for each row of a table that has one. */
  draw(table) {
    this.replaceChildren(...table.filter(({ button }) => button).map((row) => this.#button(row)));
  }

  #button(row) {
    const tell = () => this.dispatchEvent(new CustomEvent("do", { detail: row.does }));
    const keepFocus = (event) => event.preventDefault();
    const about = { type: "button", title: row.says, "data-does": row.does, onclick: tell, onmousedown: keepFocus };
    return element("button", about, element("kbd", {}, shown(row)), ` ${row.button}`);
  }
}

customElements.define("key-bar", KeyBar);
