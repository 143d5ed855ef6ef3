// <signed-out>: says so when a session has ended under somebody's hands, and how to go on without losing anything.

import { element } from "./elements.js";
import * as server from "./server.js";

class SignedOut extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "alert");
    server.entrance.addEventListener("out", this.#show);
    server.entrance.addEventListener("in", this.#hide);
    addEventListener("focus", this.#look);
  }

  disconnectedCallback() {
    server.entrance.removeEventListener("out", this.#show);
    server.entrance.removeEventListener("in", this.#hide);
    removeEventListener("focus", this.#look);
  }

  #show = () => {
    this.replaceChildren(
      element(
        "div",
        { class: "banner" },
        element("span", {}, "You are signed out. What you typed is kept here, and what was not sent goes out later."),
        element("a", { href: "/sign-in?next=/signed-in", target: "_blank", rel: "noopener" }, "Sign in in another tab"),
        element("span", {}, "and come back: you go on where you are."),
      ),
    );
  };

  #hide = () => this.replaceChildren();

  /** Back in this tab: ask again who is here, which brings everything on if somebody is. */
  #look = () => {
    if (this.hasChildNodes()) server.me().catch(() => {});
  };
}

customElements.define("signed-out", SignedOut);
