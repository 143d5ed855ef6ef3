// <who-is-here>: the person's name, and the way out. What pages there are for them is PageLinks' to show.

import "./page-links.js";
import { element } from "./elements.js";
import * as server from "./server.js";

class WhoIsHere extends HTMLElement {
  connectedCallback() {
    this.#draw();
    server.entrance.addEventListener("in", this.#draw);
  }

  disconnectedCallback() {
    server.entrance.removeEventListener("in", this.#draw);
  }

  #draw = async () => {
    try {
      const { name, role } = await server.me();
      this.replaceChildren(
        element("span", { title: role }, name),
        " · ",
        element("button", { type: "button", class: "quiet", onclick: leave }, "Sign out"),
      );
      document.querySelector("page-links").showFor(role);
    } catch {
      this.replaceChildren();
    }
  };
}

async function leave() {
  try {
    location.assign((await server.signOut()).next);
  } catch {
    location.assign("/sign-in");
  }
}

customElements.define("who-is-here", WhoIsHere);
