// A collection's settings: shown, checked by the server, saved only over the version that was read.

import "./signed-out.js";
import "./who-is-here.js";
import { element } from "./elements.js";
import * as server from "./server.js";
import { entered, fieldsets, mark, unmark } from "./settings-form.js";

const [title, state, form] = ["#title", "#state", "#form"].map((selector) => document.querySelector(selector));
const name = new URLSearchParams(location.search).get("name") ?? "";
let version;
let schema;

function actions() {
  return element(
    "p",
    { class: "actions" },
    element("button", { type: "submit", class: "main" }, "Save"), " ",
    element("a", { href: `/collection?name=${encodeURIComponent(name)}` }, "Back to the collection"),
  );
}

function changedMeanwhile() {
  state.textContent = "Somebody changed these settings meanwhile. ";
  state.append(element("button", { type: "button", onclick: load }, "Show them as they are now"));
}

function refused(error) {
  const { field } = error.problem ?? {};
  const isMarked = field && mark(form, field.split(".").at(-1), error.message);
  state.textContent = isMarked ? "Nothing was saved: see the field that is marked." : error.message;
}

async function save(event) {
  event.preventDefault();
  unmark(form);
  state.textContent = "Saving…";
  try {
    ({ version } = await server.changeSettings(name, entered(form, schema), version));
    state.textContent = `Saved: version ${version}. The next round follows it.`;
  } catch (error) {
    if (error.status === 412) changedMeanwhile();
    else refused(error);
  }
}

async function load() {
  try {
    const [collection, known, strategies] = await Promise.all([
      server.collection(name), server.schemas(), server.strategies(),
    ]);
    ({ version } = collection);
    schema = known.CollectionSettings;
    title.textContent = `Settings of ${name}`;
    document.title = `Settings of ${name} · Recto`;
    form.replaceChildren(...fieldsets(schema, collection.settings, { strategy: strategies }), actions());
    state.textContent = `Version ${version}, set by ${collection.configured_by}.`;
  } catch (error) {
    state.textContent = error.message;
  }
}

form.addEventListener("submit", save);
load();
