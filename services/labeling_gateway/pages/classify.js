// Documents to sort: each is shown, and put into the collection that it belongs to.

import { KEYS } from "./classify-keys.js";
import { DeskKeys } from "./desk-keys.js";
import { SortingDesk } from "./sorting-desk.js";

const desk = new SortingDesk();
const { view, list } = desk;

const keys = new DeskKeys(desk, KEYS, {
  put: () => desk.put(),
  digit: ({ key }) => list.byDigit(Number(key)),
  next: () => list.step(1),
  previous: () => list.step(-1),
  "next-page": () => { desk.stepPage(1); },
  "previous-page": () => { desk.stepPage(-1); },
  skip: () => { if (list.typed) list.clear(); else keys.skip(); },
  whole: () => view.fit(),
  larger: () => view.zoom(1),
  smaller: () => view.zoom(-1),
});

view.addEventListener("pointerup", () => list.focusField());
list.addEventListener("click", () => list.focusField());
keys.start();
desk.start();
