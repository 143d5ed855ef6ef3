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

const PATIENCE_MS = 15000;

async function ask(method, path, body, headers = {}) {
  const options = { method, headers: { ...headers }, signal: AbortSignal.timeout(PATIENCE_MS) };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    throw new Away("No connection to Recto.", { cause: error });
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  if (response.status >= 500) throw new Away("Recto can't answer just now.");
  throw new Refused(response.status, await response.json().catch(() => ({})));
}

const task = (id) => `/v1/tasks/${encodeURIComponent(id)}`;

export const me = () => ask("GET", "/v1/me");
export const collections = async () => (await ask("GET", "/v1/collections")).collections;
const collectionAt = (name) => `/v1/collections/${encodeURIComponent(name)}`;
export const collection = (name) => ask("GET", collectionAt(name));
/** Save settings over the version that was read; Refused with status 412 if there is a newer one. */
export const changeSettings = (name, settings, version) =>
  ask("PUT", collectionAt(name), settings, { "If-Match": `"${version}"` });
export const strategies = async () => (await ask("GET", "/v1/strategies")).strategies;
/** What the server's models look like, by name. */
export const schemas = async () => (await ask("GET", "/openapi.json")).components.schemas;
export const progress = (name) => ask("GET", `/v1/collections/${encodeURIComponent(name)}/progress`);
export const documents = (query) => ask("GET", `/v1/documents?${new URLSearchParams(query)}`);
export const wholeDocument = (id) => ask("GET", `/v1/documents/${encodeURIComponent(id)}`);
export const lease = async (collection, count) =>
  (await ask("POST", "/v1/leases", { collection: collection || null, count })).leases;
export const heartbeat = (id, epoch) => ask("POST", `${task(id)}/heartbeat`, { epoch });
export const release = (id, epoch) => ask("POST", `${task(id)}/release`, { epoch });
export const graphemes = async (address) => (await ask("GET", address)).graphemes;
export const answer = (id, given) =>
  ask("POST", `${task(id)}/answers`, given);

const pageAt = (id) => `/v1/pages/${encodeURIComponent(id)}`;

export const taskOf = (id) => ask("GET", task(id));
/** The next page to draw, in a list; none if none waits. */
export const leasePages = async () => (await ask("POST", "/v1/leases", { kinds: ["boxes"], count: 1 })).leases;
export const leasePage = (id) => ask("POST", `${pageAt(id)}/lease`);
export const page = (id) => ask("GET", pageAt(id));
export const layout = (id) => ask("GET", `${pageAt(id)}/layout`);
export const handInPage = (id, given) => ask("POST", `${task(id)}/boxes`, given);
