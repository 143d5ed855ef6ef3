// The boxes editor: puts the parts together. What each part does is in its own file.

import "./key-help.js";
import "./signed-out.js";
import "./small-question.js";
import "./who-is-here.js";
import { BoxActions } from "./box-actions.js";
import { KEYS } from "./box-keys.js";
import { HandingIn } from "./handing-in.js";
import { actionOf, chord } from "./keys.js";
import { PageDesk } from "./page-desk.js";
import * as server from "./server.js";

const [help, question] = ["key-help", "small-question"].map((selector) => document.querySelector(selector));
const wanted = new URLSearchParams(location.search);
const desk = new PageDesk(wanted.get("line")?.split("/").slice(1).join("/") ?? null);
const { view } = desk;
const handing = new HandingIn(desk);
const actions = new BoxActions({
  editing: () => desk.editing, view, help, skip: () => { handing.skip(); }, handIn: () => { handing.handIn(); },
});

const isAsked = () => help.isOpen || question.isOpen;

function onKey(event) {
  if (isAsked()) return;
  const isInControls = event.target.closest("button, a, input");
  if (isInControls && ["Enter", "Space", "Tab", "Shift+Tab"].includes(chord(event))) return;
  const name = actionOf(KEYS, event, false);
  if (name && actions.act(name, event)) event.preventDefault();
}

function onButton(event) {
  actions.act(event.currentTarget.dataset.does, event);
  if (desk.editing && !isAsked()) view.focus();
}

document.addEventListener("keydown", onKey);
document.addEventListener("keyup", (event) => { if (event.key === " ") view.hold(false); });
addEventListener("blur", () => view.hold(false));
document.querySelectorAll("[data-does]").forEach((button) => button.addEventListener("click", onButton));
[question, help].forEach((dialog) => dialog.addEventListener("close", () => view.focus()));

const task = wanted.get("task");
desk.begin(wanted.get("page") ?? (task && (await server.taskOf(task)).page_id));
