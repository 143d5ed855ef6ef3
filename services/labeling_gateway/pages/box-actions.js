// What each action of the boxes editor's table of keys does.

import { KEYS, wayOf } from "./box-keys.js";
import * as actions from "./line-actions.js";

const HALF_BOX = [150, 15];
const PAN = 8;

/** Does actions by name. `editing` gives the LineEditing of now or null, `handIn` hands the page in. */
export class BoxActions {
  #parts;

  constructor(parts) {
    this.#parts = parts;
  }

  /** False if nothing was done, so that the key means what it always means. */
  act(name, event) {
    const { editing, view, help, skip, handIn } = this.#parts;
    const now = editing();
    const action = now && ACTIONS[name];
    return Boolean(action) && action({ editing: now, view, help, skip, handIn, event }) !== false;
  }
}

const ACTIONS = {
  help: ({ help }) => help.open(KEYS),
  larger: ({ view, editing }) => view.zoom(1, editing.line),
  smaller: ({ view, editing }) => view.zoom(-1, editing.line),
  whole: ({ view }) => view.fit(),
  draw: ({ editing }) => editing.begin("draw"),
  order: ({ editing }) => editing.begin("order"),
  copy: ({ editing, view }) => actions.copy(editing, view.centre, { width: HALF_BOX[0] * view.grain, height: HALF_BOX[1] * view.grain }),
  "next-line": (parts) => stepLine(parts, 1),
  "previous-line": (parts) => stepLine(parts, -1),
  "next-point": ({ editing }) => editing.stepPoint(1),
  "previous-point": ({ editing }) => editing.stepPoint(-1),
  nudge: (parts) => nudge(parts, 1),
  "nudge-far": (parts) => nudge(parts, 10),
  "add-point": ({ editing }) => actions.insert(editing),
  baseline: ({ editing }) => actions.turn(editing),
  split: ({ editing, view }) => actions.split(editing, view.pointer),
  merge: ({ editing }) => actions.merge(editing),
  remove: ({ editing }) => actions.remove(editing),
  undo: ({ editing }) => editing.undo(false),
  redo: ({ editing }) => editing.undo(true),
  hand: ({ editing, view }) => { if (editing.mode === "order") editing.numberSelected(); else view.hold(true); },
  enter: ({ editing, handIn }) => { if (!editing.finish()) handIn(); },
  leave: ({ editing, skip }) => { if (!editing.leave()) skip(); },
  "hand-in": ({ editing, handIn }) => { editing.finish(); handIn(); },
  skip: ({ skip }) => skip(),
};

function stepLine({ editing, view }, by) {
  const isThere = editing.stepLine(by);
  if (isThere) view.reveal(editing.line);
  else editing.select(null);
  return isThere;
}

function nudge({ editing, view, event }, times) {
  const step = Math.max(1, Math.round(view.grain)) * times;
  const [across, down] = wayOf(event);
  const isMoved = editing.nudge([across * step, down * step], event.repeat);
  if (!isMoved) view.pan([-across * PAN * times, -down * PAN * times]);
}
