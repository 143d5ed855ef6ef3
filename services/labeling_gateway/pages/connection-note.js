// <connection-note>: says when the server can't be reached. Tells `again`.

import { element } from "./elements.js";
import { connection } from "./server.js";

const KEPT = "You can go on: what you type and answer waits in this browser and goes out by itself.";
const SENTENCES = {
  offline: `No connection to Recto. ${KEPT}`,
  busy: `Recto can't answer just now. ${KEPT}`,
};

class ConnectionNote extends HTMLElement {
  #draw = () => {
    const sentence = SENTENCES[connection.state];
    const again = () => this.dispatchEvent(new Event("again"));
    const parts = [element("span", {}, sentence), element("button", { type: "button", onclick: again }, "Try now")];
    this.replaceChildren(...(sentence ? [element("div", { class: "banner" }, ...parts)] : []));
  };

  connectedCallback() {
    this.setAttribute("role", "status");
    connection.addEventListener("change", this.#draw);
    this.#draw();
  }

  disconnectedCallback() {
    connection.removeEventListener("change", this.#draw);
  }
}

customElements.define("connection-note", ConnectionNote);
