// <unsent-sign>: how many answers have not gone yet.

import { unsent } from "./kept.js";

class UnsentSign extends HTMLElement {
  connectedCallback() {
    this.draw();
  }

  draw() {
    const count = unsent().length;
    this.textContent = count ? `● ${count} unsent` : "○ all sent";
    this.title = count ? "They wait in this browser and go out by themselves." : "Recto has every answer.";
  }
}

customElements.define("unsent-sign", UnsentSign);
