// The people: who may come in, as what, and with which skills. Each change is saved as it is made.

import "./key-once.js";
import "./person-tokens.js";
import "./signed-out.js";
import "./who-is-here.js";
import { element } from "./elements.js";
import * as server from "./server.js";

const ROLES = ["annotator", "adjudicator", "lead", "admin"];
const part = (selector) => document.querySelector(selector);
const [state, content, form, once, tokens] = ["#state", "#content", "#add", "key-once", "person-tokens"].map(part);
const rows = element("tbody");

const listed = (words) => words.split(",").map((word) => word.trim()).filter(Boolean);

function roleOptions(chosen) {
  return ROLES.map((role) => element("option", { value: role, selected: role === chosen ? "" : null }, role));
}

function row(person) {
  const { id, name, role, collections, skills, cleared, active } = person;
  const made = element("tr", { class: active ? null : "gone" });
  const save = (changes, said) => change(made, person, changes, said);
  const saveSkill = (kind) => (event) => save({ skills: { ...skills, [kind]: listed(event.target.value) } }, `${name}: ${kind} saved.`);
  made.append(
    element("th", { scope: "row" }, name, name === id ? null : element("small", {}, id)),
    element("td", {}, element("select", {
      "aria-label": `Role of ${name}`,
      onchange: (event) => save({ role: event.target.value }, `${name} is ${event.target.value} now.`),
    }, ...roleOptions(role))),
    element("td", {}, listField(`Collections open to ${name}`, collections, (event) =>
      save({ collections: listed(event.target.value) }, `${name}: collections saved.`))),
    element("td", {}, listField(`Scripts of ${name}`, skills.scripts, saveSkill("scripts"))),
    element("td", {}, listField(`Languages of ${name}`, skills.languages, saveSkill("languages"))),
    element("td", {}, tick(`${name} may see personal data`, cleared, (to) =>
      save({ cleared: to }, `${name} may ${to ? "" : "no longer "}see personal data.`))),
    element("td", {}, tick(`${name} may come in`, active, (to) =>
      save({ active: to }, to ? `${name} may come in.` : `${name} is signed out, and may not come in.`))),
    element("td", { class: "does" }, ...actions(person)),
  );
  return made;
}

function listField(label, values, onchange) {
  return element("input", { type: "text", "aria-label": label, value: values.join(", "), placeholder: "all", onchange });
}

function tick(label, is, to) {
  const onchange = (event) => to(event.target.checked);
  return element("input", { type: "checkbox", "aria-label": label, checked: is ? "" : null, onchange });
}

function actions(person) {
  if (!person.active) return [];
  return [
    element("button", { type: "button", "aria-label": `Link for ${person.name} to sign in`, onclick: () => makeLink(person) }, "Link"),
    " ",
    element("button", { type: "button", "aria-label": `Tokens of ${person.name}`, onclick: () => tokens.open(person) }, "Tokens"),
  ];
}

/** Save, and show the person as they are from now on, or as they were if it is refused. The focus stays. */
async function change(shown, person, changes, said) {
  let now = person;
  try {
    now = await server.changePerson(person.id, changes);
    state.textContent = said;
  } catch (error) {
    state.textContent = error.message;
  }
  const at = [...shown.querySelectorAll("input, select, button")].indexOf(document.activeElement);
  const drawn = row(now);
  shown.replaceWith(drawn);
  drawn.querySelectorAll("input, select, button")[at]?.focus();
}

async function makeLink({ id, name }) {
  try {
    const { address, expires_at: until } = await server.linkFor(id);
    const when = new Date(until).toLocaleString();
    once.show(`Link for ${name}`, address, `It signs one browser in, once, until ${when}. Give it to nobody else.`);
  } catch (error) {
    state.textContent = error.message;
  }
}

async function add(event) {
  event.preventDefault();
  const { id, name, role, collections, scripts, languages, cleared } = form.elements;
  const about = {
    id: id.value.trim(),
    name: name.value.trim() || id.value.trim(),
    role: role.value,
    collections: listed(collections.value),
    skills: { scripts: listed(scripts.value), languages: listed(languages.value) },
    cleared: cleared.checked,
  };
  try {
    rows.append(row(await server.addPerson(about)));
    state.textContent = `${about.name} is added. A link lets them sign in.`;
    form.reset();
  } catch (error) {
    state.textContent = error.message;
  }
  id.focus();
}

function listen() {
  form.addEventListener("submit", add);
  tokens.addEventListener("made", ({ detail: { token, name } }) => {
    once.show(`Token for ${name}`, token, "Send it as ‘Authorization: Bearer …’. It is not shown again.");
  });
}

const titles = ["Person", "Role", "Collections", "Scripts", "Languages", "Cleared", "Active", "To do"].map((title) => element("th", { scope: "col" }, title));
content.append(element("table", { class: "people" }, element("thead", {}, element("tr", {}, ...titles)), rows));
form.elements.role.append(...roleOptions("annotator"));
listen();
try {
  rows.append(...(await server.people()).map(row));
  state.textContent = "";
} catch (error) {
  state.textContent = error.message;
}
