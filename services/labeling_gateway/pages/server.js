// The one module that talks to the server.

/** The server can't be reached, or is too busy: the same request may be sent again. */
export class Away extends Error {}

/** The server said no. `problem` is its problem details, with a sentence in `detail`. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The gateway answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** Tells `out` when the server no longer knows who asks, and `in` when it knows again. */
export const entrance = new EventTarget();

/** Tells `change` when the server is here, offline or busy: see its `state`. */
export const connection = new (class extends EventTarget {
  state = "here";

  is(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
})();

const PATIENCE_MS = 15000;
const SIGNED_OUT = 401;
let isIn = true;

export const isSignedOut = () => !isIn;

function noteWhether(known) {
  if (known === isIn) return;
  isIn = known;
  entrance.dispatchEvent(new Event(known ? "in" : "out"));
}

async function ask(method, path, body, more = {}) {
  const options = { method, signal: AbortSignal.timeout(PATIENCE_MS), ...more };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await reached(path, options);
  if (response.status < 500) noteWhether(response.status !== SIGNED_OUT);
  if (response.ok) return response.status === 204 ? null : response.json();
  if (response.status >= 500) throw new Away("Recto can't answer just now.");
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

async function reached(path, options) {
  try {
    const response = await fetch(path, options);
    connection.is(response.status >= 500 ? "busy" : "here");
    return response;
  } catch (error) {
    connection.is("offline");
    throw new Away("No connection to Recto.", { cause: error });
  }
}

const task = (id) => `/v1/tasks/${encodeURIComponent(id)}`;

const person = (id) => `/v1/people/${encodeURIComponent(id)}`;

export const me = () => ask("GET", "/v1/me");
export const signOut = () => ask("POST", "/v1/sign-out");
export const people = async () => (await ask("GET", "/v1/people")).people;
export const addPerson = (about) => ask("POST", "/v1/people", about);
export const changePerson = (id, changes) => ask("PATCH", person(id), changes);
export const linkFor = (id) => ask("POST", `${person(id)}/links`);
export const tokensOf = async (id) => (await ask("GET", `/v1/tokens?${new URLSearchParams({ person: id })}`)).tokens;
export const makeToken = (wanted) => ask("POST", "/v1/tokens", wanted);
export const revokeToken = (id) => ask("DELETE", `/v1/tokens/${encodeURIComponent(id)}`);
export const collections = async () => (await ask("GET", "/v1/collections")).collections;
const collectionAt = (name) => `/v1/collections/${encodeURIComponent(name)}`;
export const collection = (name) => ask("GET", collectionAt(name));
/** Save settings over the version that was read; Refused with status 412 if there is a newer one. */
export const changeSettings = (name, settings, version) =>
  ask("PUT", collectionAt(name), settings, { "If-Match": `"${version}"` });
export const strategies = async () => (await ask("GET", "/v1/strategies")).strategies;
/** What the server's models look like, by name. */
export const schemas = async () => (await ask("GET", "/openapi.json")).components.schemas;
export const judgedLines = (name, version) =>
  ask("GET", `${collectionAt(name)}/models/${encodeURIComponent(version)}/lines`);
/** How people work in a collection: for leads. */
export const figures = (name) => ask("GET", `${collectionAt(name)}/people`);
export const progress = (name) => ask("GET", `/v1/collections/${encodeURIComponent(name)}/progress`);
export const documents = (query) => ask("GET", `/v1/documents?${new URLSearchParams(query)}`);
/** A document and its pages, without their lines. */
export const documentOf = (id) => ask("GET", `/v1/documents/${encodeURIComponent(id)}?lines=false`);
export const label = (id) => ask("GET", `/v1/labels/${encodeURIComponent(id)}`);
/** Lease what is wanted: by its `work` or its `kinds`. */
export const lease = async (collection, count, wanted) =>
  (await ask("POST", "/v1/leases", { collection: collection || null, count, ...wanted })).leases;
export const adjudication = (id) => ask("GET", `${task(id)}/adjudication`);
/** Hold leases longer; those that are lost. */
export const heartbeat = async (held) => {
  const leases = held.map(({ task_id, epoch }) => ({ task_id, epoch }));
  return (await ask("POST", "/v1/heartbeats", { leases })).lost;
};
export const release = (id, epoch) => ask("POST", `${task(id)}/release`, { epoch });
export const surroundings = (id) => ask("GET", `${task(id)}/surroundings`);
export const characters = async (collection) =>
  (await ask("GET", `/v1/collections/${encodeURIComponent(collection)}/characters`)).characters.map(({ text }) => text);
export const characterNames = () => ask("GET", "/assets/character-names.json");

/** Hand in an answer `to` where its task takes one; `leaving` says that the page is about to go. */
export const answer = (id, given, { to = "answers", leaving = false } = {}) =>
  ask("POST", `${task(id)}/${to}`, given, leaving ? { keepalive: true } : {});
/** The collections that a document could be put into, and its pages. */
export const offers = (id) => ask("GET", `${task(id)}/collections`);

/** Take an answer back; its line is leased again. */
export const takeBack = async (id, epoch) =>
  (await ask("POST", "/v1/answers/undo", { task_id: id, epoch })).leases[0];

const pageAt = (id) => `/v1/pages/${encodeURIComponent(id)}`;

export const taskOf = (id) => ask("GET", task(id));
/** The next page to draw, in a list; none if none waits. */
export const leasePages = async () => (await ask("POST", "/v1/leases", { kinds: ["boxes"], count: 1 })).leases;
export const leasePage = (id) => ask("POST", `${pageAt(id)}/lease`);
export const page = (id) => ask("GET", pageAt(id));
export const layout = (id) => ask("GET", `${pageAt(id)}/layout`);
export const handInPage = (id, given) => ask("POST", `${task(id)}/boxes`, given);
