// Handing in a page that was drawn, or skipping it; and what to do where the server does not take it.

import { handedIn } from "./drawn-lines.js";
import { element } from "./elements.js";
import { crossesItself } from "./outlines.js";
import { link } from "./page-desk.js";
import { SKIP_PAGE } from "./questions.js";
import * as server from "./server.js";

const KEPT = "Your lines are kept in this browser.";
const question = document.querySelector("small-question");

export class HandingIn {
  #desk;
  #isSending = false;

  /** For a PageDesk. */
  constructor(desk) {
    this.#desk = desk;
    desk.held.addEventListener("lost", (event) => this.#lost(event.detail));
  }

  async skip() {
    const reason = await question.ask(SKIP_PAGE);
    if (reason !== null) await this.#send({ outcome: "skip", reason });
  }

  async handIn() {
    const { lines } = this.#desk.editing;
    const wrong = firstWrong(lines);
    if (wrong < 0) await this.#send({ outcome: "drawn", lines: handedIn(lines) });
    else this.#desk.point(wrong, `Line ${wrong + 1} has an outline that crosses itself: move its points until it does not.`);
  }

  async #send(given) {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#desk.say("Handing in…");
    try {
      this.#done(await this.#desk.held.answer(given));
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#isSending = false;
    }
  }

  #done(taken) {
    const { held } = this.#desk;
    this.#desk.drop();
    this.#desk.say("");
    const next = element("button", { type: "button", class: "main", onclick: () => this.#desk.begin(null) }, "Next page");
    const itsDocument = link(`/document?id=${encodeURIComponent(held.page.document_id)}`, "The document");
    this.#desk.rest(inWords(taken, held.page), next, " · ", itsDocument, " · ", link("/", "To the lines"));
    next.focus();
  }

  #refused(error) {
    const at = /^lines\.(\d+)$/.exec(error.problem?.field ?? "")?.[1];
    if (at !== undefined) this.#desk.point(Number(at), error.message.replace(/^lines\.\d+: l/, "L"));
    else if (error.status === 409) this.#lost(error.message);
    else if (error instanceof server.Away || error instanceof server.Refused) {
      this.#desk.say("");
      this.#desk.notice.ask(`${error.message} ${KEPT}`, ["Hand in again", () => this.handIn()]);
    } else throw error;
  }

  /** The lease is over: somebody else may have the page by now. */
  #lost(sentence) {
    const { notice, held } = this.#desk;
    this.#desk.say("");
    notice.ask(
      `${sentence} ${KEPT}`,
      ["Take the page again, with my lines", () => this.#takeAgain()],
      ["See it as it stands", () => this.#desk.begin(held.page.page_id)],
    );
  }

  async #takeAgain() {
    try {
      await this.#desk.held.again();
      this.#desk.say("The page is yours again. Enter hands it in.");
    } catch (error) {
      this.#refused(error);
    }
  }
}

/** The first line that can be seen to be wrong before the server is asked: its index, or -1. */
function firstWrong(lines) {
  return lines.findIndex((line) => line.key !== line.id && crossesItself(line.polygon));
}

function inWords({ outcome, revision }, page) {
  if (outcome === "skip") return "Skipped.";
  return revision === page.revision ? "Handed in: its lines are right as they are." : "Handed in. The page is being read by these lines.";
}
