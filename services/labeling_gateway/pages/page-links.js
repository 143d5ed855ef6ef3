// <page-links>: the pages that there are for somebody.

import { element } from "./elements.js";

const ROLES = ["annotator", "adjudicator", "lead", "admin"];
const PAGES = [
  ["/", "Lines", "annotator"],
  ["/boxes", "Draw", "annotator"],
  ["/classify", "Sort", "annotator"],
  ["/adjudication", "Settle", "adjudicator"],
  ["/documents", "Documents", "annotator"],
  ["/collections", "Collections", "annotator"],
  ["/people", "People", "admin"],
];

class PageLinks extends HTMLElement {
  connectedCallback() {
    this.showFor("annotator");
  }

  /** Show the pages that this role may open. */
  showFor(role) {
    const open = PAGES.filter(([, , least]) => ROLES.indexOf(least) <= ROLES.indexOf(role));
    this.replaceChildren(element("nav", { "aria-label": "Pages" }, ...open.map(link)));
  }
}

function link([address, name]) {
  return element("a", { href: address, "aria-current": location.pathname === address ? "page" : null }, name);
}

customElements.define("page-links", PageLinks);
