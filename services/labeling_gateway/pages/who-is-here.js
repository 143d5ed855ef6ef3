// <who-is-here>: the person's name, and the way out. Adds the page of people to the bar for those who may open it.

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
      if (role === "admin") offerPeople();
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

function offerPeople() {
  const nav = document.querySelector("nav[aria-label='Pages']");
  if (nav.querySelector("a[href='/people']")) return;
  const current = location.pathname === "/people" ? "page" : null;
  nav.append(element("a", { href: "/people", "aria-current": current }, "People"));
}

customElements.define("who-is-here", WhoIsHere);
