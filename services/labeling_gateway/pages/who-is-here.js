// <who-is-here>: the person's name, and the way out. Adds to the bar the pages that only some may open.

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
      if (role !== "annotator") offer("/adjudication", "Adjudication");
      if (role === "admin") offer("/people", "People");
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

function offer(address, name) {
  const nav = document.querySelector("nav[aria-label='Pages']");
  if (nav.querySelector(`a[href='${address}']`)) return;
  nav.append(element("a", { href: address, "aria-current": location.pathname === address ? "page" : null }, name));
}

customElements.define("who-is-here", WhoIsHere);
