// <unsent-sign>: how many answers have not gone yet.

import { unsent } from "./kept.js";

class UnsentSign extends HTMLElement {
  connectedCallback() {
    this.draw();
  }

  draw() {
    const all = unsent();
    const late = all.filter(({ due }) => due <= Date.now()).length;
    const [sign, why] = signOf(all.length, late);
    this.textContent = sign;
    this.title = why;
  }
}

function signOf(count, late) {
  if (late) return [`● ${count} unsent`, "They wait in this browser and go out by themselves."];
  if (count) return ["◐ sending", "The newest answers go out in a few seconds; until then Ctrl+Z takes them back."];
  return ["○ all sent", "Recto has every answer."];
}

customElements.define("unsent-sign", UnsentSign);
