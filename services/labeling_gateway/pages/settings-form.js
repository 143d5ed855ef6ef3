// A form field for each setting of a collection, made from the schema that the server checks it by.

import { element } from "./elements.js";

/** Groups by what they are about; settings that no group names come last, under "Others". */
const GROUPS = [
  ["Reading", ["inbox", "base_model"]],
  ["Asking", ["strategy", "batch_lines", "low_water_lines", "budget_lines", "budget_characters", "budget_minutes", "boxes_share"]],
  ["Target", ["target_cer", "certainty", "stops_when_hopeless"]],
  ["Accepting without a person", ["accept_cer", "accept_confidence", "audit_share"]],
  ["Training", ["retrain_after_labels", "retrain_cron", "train_seconds", "held_out_share", "held_out_lines"]],
  ["People", ["language", "double_keying_share", "second_person_hours", "gold_share", "illegible_sign"]],
];

/** Fieldsets with the settings in them. `choices` are the values of those that have a list. */
export function fieldsets(schema, settings, choices) {
  const named = new Set(GROUPS.flatMap(([, names]) => names));
  const others = Object.keys(schema.properties).filter((name) => !named.has(name));
  return [...GROUPS, ["Others", others]]
    .map(([title, names]) => [title, names.filter((name) => name in schema.properties)])
    .filter(([, names]) => names.length)
    .map(([title, names]) => element(
      "fieldset",
      {},
      element("legend", {}, title),
      ...names.map((name) => field(name, schema.properties[name], settings[name], choices[name])),
    ));
}

/** The settings as they stand in the form. */
export function entered(form, schema) {
  return Object.fromEntries(Object.entries(schema.properties).map(([name, about]) => [name, value(form.elements[name], about)]));
}

/** Say beside a field what is wrong with it; false if it has no such field. */
export function mark(form, name, wrong) {
  const input = form.elements[name];
  if (!input) return false;
  input.setAttribute("aria-invalid", "true");
  document.getElementById(`${name}-wrong`).textContent = wrong;
  input.focus();
  return true;
}

/** Nothing is wrong any more. */
export function unmark(form) {
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const said of form.querySelectorAll(".wrong")) said.textContent = "";
}

function field(name, about, current, choices) {
  const input = control(name, about, current, choices);
  return element(
    "div",
    { class: "field" },
    element("label", { for: name }, worded(name)),
    input,
    element("span", { class: "help", id: `${name}-help` }, about.description ?? ""),
    element("span", { class: "wrong", id: `${name}-wrong`, role: "alert" }),
  );
}

/** target_cer -> "Target CER". */
function worded(name) {
  const words = name.replaceAll("_", " ").replace(/\bcer\b/, "CER");
  return words[0].toUpperCase() + words.slice(1);
}

function control(name, about, current, choices) {
  const shared = { id: name, name, "aria-describedby": `${name}-help ${name}-wrong` };
  if (choices) {
    const options = choices.map((choice) =>
      element("option", { value: choice.name, selected: choice.name === current ? "" : null, title: choice.about }, choice.name));
    return element("select", shared, ...options);
  }
  const { type } = plain(about);
  if (type === "boolean") return element("input", { ...shared, type: "checkbox", checked: current ? "" : null });
  const isNumber = type === "number" || type === "integer";
  const step = isNumber ? { step: type === "integer" ? "1" : "any" } : {};
  const empty = isOptional(about) ? { placeholder: "none" } : {};
  return element("input", { ...shared, ...step, ...empty, type: isNumber ? "number" : "text", value: current ?? "" });
}

function value(input, about) {
  const { type } = plain(about);
  if (type === "boolean") return input.checked;
  if (input.value === "") return isOptional(about) ? null : "";
  return type === "number" || type === "integer" ? Number(input.value) : input.value;
}

/** What the schema says of a value that is there. */
const plain = (about) => about.anyOf?.find(({ type }) => type !== "null") ?? about;
const isOptional = (about) => about.anyOf?.some(({ type }) => type === "null") ?? false;
