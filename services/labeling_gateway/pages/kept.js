// What the browser keeps: drafts, answers not sent yet, and answers refused. Survives reload and crash.
// One key an answer, so that two tabs never write over each other's.

const DRAFT = "recto-draft/";
const UNSENT = "recto-unsent/";
const REFUSED = "recto-refused/";
const TODAY = "recto-today";
const LEASES = "recto-leases/";
const LEFT_MS = 120000;

function all(prefix) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at - b.at);
}

const put = (key, value) => localStorage.setItem(key, JSON.stringify(value));

/** Keep what is typed in a line before it is answered. */
export const saveDraft = (taskId, epoch, text) => put(DRAFT + taskId, { taskId, given: { epoch, text }, at: Date.now() });
export const draftOf = (taskId) => JSON.parse(localStorage.getItem(DRAFT + taskId))?.given.text ?? null;
export const dropDraft = (taskId) => localStorage.removeItem(DRAFT + taskId);

/** Drafts of lines that are not among these and that nobody has touched for a while: a crash has left them behind. */
export function leftDrafts(taskIds) {
  return all(DRAFT).filter(({ taskId, at }) => !taskIds.includes(taskId) && Date.now() - at > LEFT_MS);
}

/** Keep an answer until the server has it, which takes it at `to`; until `due` it can be taken back. */
export function keepUnsent(taskId, given, due, to) {
  put(`${UNSENT}${taskId}/${given.epoch}`, { taskId, given, due, to, at: Date.now() });
}
export const unsent = () => all(UNSENT);
export const dropUnsent = ({ taskId, given }) => localStorage.removeItem(`${UNSENT}${taskId}/${given.epoch}`);

/** Keep an answer that the server refused, until the person has seen it. */
export function keepRefused({ taskId, given }, why) {
  put(`${REFUSED}${taskId}/${given.epoch}`, { taskId, given, why, at: Date.now() });
}
export const refused = () => all(REFUSED);
export const dropRefused = ({ taskId, given }) => localStorage.removeItem(`${REFUSED}${taskId}/${given.epoch}`);

/** Leases that this tab holds; a reload takes them up again, another tab never sees them. */
export const saveLeases = (work, leases) => sessionStorage.setItem(LEASES + work, JSON.stringify(leases));
export const savedLeases = (work) => JSON.parse(sessionStorage.getItem(LEASES + work) ?? "[]");

/** Count one more answer of today, of those that go `to` the same place; how many that makes. `by` 0 only asks. */
export function countToday(by, to = "answers") {
  const key = `${TODAY}/${to}`;
  const day = new Date().toDateString();
  const last = JSON.parse(localStorage.getItem(key) ?? "{}");
  const count = (last.day === day ? last.count : 0) + by;
  put(key, { day, count });
  return count;
}
