// Which collection is worked on: what the address says, or the choice in the header.

import { element } from "./elements.js";
import * as server from "./server.js";

export const wantedCollection = () => new URLSearchParams(location.search).get("collection") ?? "";

/** Fill in the choice once; `changed` is called with the name of the collection that is chosen. */
export async function fillCollections(select, changed) {
  const all = await server.collections().catch(() => null);
  if (!all || select.options.length) return;
  const option = (value, name) => element("option", { value, selected: value === wantedCollection() ? "" : null }, name);
  select.replaceChildren(option("", "all collections"), ...all.map(({ name }) => option(name, name)));
  select.addEventListener("change", () => changed(select.value));
}
