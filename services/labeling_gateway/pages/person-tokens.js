// <person-tokens>: the tokens of one person, to make and to revoke. Tells `made` with the new token's key.

import { element } from "./elements.js";
import * as server from "./server.js";

const day = (time) => (time ? new Date(time).toLocaleDateString() : "never");

class PersonTokens extends HTMLElement {
  #person = null;
  #title = element("h1");
  #said = element("p", { role: "status" });
  #rows = element("tbody");
  #name = element("input", { type: "text", required: "", maxlength: "200", autocomplete: "off" });
  #days = element("input", { type: "number", min: "1", max: "3650", value: "90", required: "" });
  #dialog = element(
    "dialog",
    { "aria-label": "Tokens" },
    this.#title,
    this.#said,
    element("table", {}, element("thead", {}, element("tr", {}, ...["For", "Expires", "Last used", ""].map(head))), this.#rows),
    element(
      "form",
      { onsubmit: (event) => this.#make(event) },
      element("label", {}, "What for", this.#name),
      element("label", {}, "Days", this.#days),
      element("button", { class: "main" }, "Make a token"),
    ),
    element("p", { class: "note" }, "A program that brings the token acts as this person. Esc closes."),
  );

  connectedCallback() {
    this.replaceChildren(this.#dialog);
  }

  /** Show the tokens of a person. */
  async open(person) {
    this.#person = person;
    this.#title.textContent = `Tokens of ${person.name}`;
    this.#rows.replaceChildren();
    this.#dialog.showModal();
    await this.#trying(() => this.#draw());
  }

  async #draw() {
    const tokens = await server.tokensOf(this.#person.id);
    this.#rows.replaceChildren(...tokens.map((token) => this.#row(token)));
    this.#said.textContent = tokens.length ? "" : "No tokens.";
  }

  #row({ id, name, expires_at: expires, used_at: used }) {
    const revoke = () => this.#trying(async () => {
      await server.revokeToken(id);
      await this.#draw();
      this.#said.textContent = `${name} opens no longer.`;
    });
    const button = element("button", { type: "button", "aria-label": `Revoke ${name}`, onclick: revoke }, "Revoke");
    return element("tr", {}, ...[name, day(expires), day(used), button].map((content) => element("td", {}, content)));
  }

  #make(event) {
    event.preventDefault();
    const wanted = { person: this.#person.id, name: this.#name.value, days: Number(this.#days.value) };
    this.#trying(async () => {
      const { token } = await server.makeToken(wanted);
      this.#name.value = "";
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent("made", { detail: { token, name: wanted.name } }));
    });
  }

  /** Do something with the server, and say why not if it does not work. */
  async #trying(something) {
    try {
      await something();
    } catch (error) {
      this.#said.textContent = error.message;
    }
  }
}

function head(title) {
  return element("th", { scope: "col" }, title);
}

customElements.define("person-tokens", PersonTokens);
