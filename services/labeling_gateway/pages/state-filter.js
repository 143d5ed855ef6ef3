// Buttons for where lines stand: pressed, only those lines are shown.

import { element } from "./elements.js";
import { STATES } from "./states.js";

/** A button for each state that occurs in `counts`; which one is pressed, `shown.dataset.only` says. */
export function stateFilter(counts, shown) {
  const buttons = STATES.filter((state) => counts[state]).map((state) => button(state, counts[state]));
  const press = ({ currentTarget: pressed }) => {
    const only = pressed.getAttribute("aria-pressed") === "true" ? null : pressed.dataset.state;
    buttons.forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.state === only)));
    if (only) shown.dataset.only = only;
    else delete shown.dataset.only;
  };
  buttons.forEach((each) => each.addEventListener("click", press));
  return element("p", { class: "states", role: "group", "aria-label": "Show only" }, ...buttons);
}

function button(state, count) {
  return element("button", { type: "button", class: `state-mark ${state}`, "data-state": state, "aria-pressed": "false" }, `${count} ${state}`);
}
