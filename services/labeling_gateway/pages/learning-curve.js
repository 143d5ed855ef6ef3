// The held-out error rate by labels: a point for each training, the target, and the forecast with its band.

import { element, rate } from "./elements.js";
import { svg } from "./svg.js";

const WIDTH = 720;
const HEIGHT = 280;
const LEFT = 56;
const BOTTOM = 36;
const TOP = 12;
const RIGHT = 16;

class LearningCurve extends HTMLElement {
  /** Draw the decisions of a collection's progress. */
  show({ rounds, asking }, target) {
    const points = rounds
      .filter((made) => made.verdict && made.verdict.candidate_cer !== null)
      .map(({ decision, version, verdict }) => ({ decision, version, labels: verdict.labels, cer: verdict.candidate_cer }));
    if (!points.length) {
      this.replaceChildren(element("p", { class: "note" }, "The first training will put a point here."));
      return;
    }
    const start = rounds.find((made) => made.verdict?.champion_cer)?.verdict.champion_cer;
    const forecast = asking?.forecast_cer ? asking : null;
    this.replaceChildren(drawn(points, target, start, forecast), listed(points));
  }
}

/** Positions on the drawing. */
function scales(points, target, start, forecast) {
  const most = Math.max(...points.map(({ labels }) => labels), forecast?.attainable ?? 0, 1);
  const highest = 1.1 * Math.max(...points.map(({ cer }) => cer), target, start ?? 0, forecast?.forecast_high ?? 0);
  return {
    most,
    highest,
    x: (labels) => LEFT + ((WIDTH - LEFT - RIGHT) * labels) / most,
    y: (cer) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * cer) / highest,
  };
}

function drawn(points, target, start, forecast) {
  const scale = scales(points, target, start, forecast);
  const said = `Errors on held-out lines after ${points.length} trainings, last ${rate(points.at(-1).cer)}; the target is ${rate(target)}.`;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": said },
    ...axes(scale),
    svg("line", { class: "target", x1: LEFT, x2: WIDTH - RIGHT, y1: scale.y(target), y2: scale.y(target) }),
    svg("text", { x: WIDTH - RIGHT, y: scale.y(target) - 6, "text-anchor": "end" }, `target ${rate(target)}`),
    ...champions(points, start, scale),
    ...points.map((point) => dot(point, scale)),
    ...(forecast ? band(forecast, scale) : []),
  );
}

function axes({ most, highest, x, y }) {
  const across = ticks(most).map((labels) =>
    svg("text", { x: x(labels), y: HEIGHT - BOTTOM + 18, "text-anchor": "middle" }, String(labels)));
  const up = ticks(highest).map((cer) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(cer), y2: y(cer) }),
    svg("text", { x: LEFT - 8, y: y(cer) + 4, "text-anchor": "end" }, rate(cer)),
  ]);
  const name = svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, "labels");
  return [...up.flat(), ...across, name];
}

/** Four or so round numbers from 0 to `most`. */
function ticks(most) {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, number) => number * step);
}

/** The line of those that took over: what the collection is read with. */
function champions(points, start, { x, y }) {
  const crowned = points.filter(({ decision }) => decision === "promoted");
  const path = [...(start ? [{ labels: 0, cer: start }] : []), ...crowned];
  return [svg("polyline", { class: "champions", points: path.map(({ labels, cer }) => `${x(labels)},${y(cer)}`).join(" ") })];
}

function dot({ decision, version, labels, cer }, { x, y }) {
  const title = svg("title", {}, `${version}, ${decision}: ${rate(cer)} with ${labels} labels`);
  return svg("circle", { class: decision, cx: x(labels), cy: y(cer), r: 5 }, title);
}

function band({ attainable, forecast_cer: cer, forecast_low: low, forecast_high: high }, { x, y }) {
  const title = svg("title", {}, `Forecast with ${attainable} labels: ${rate(cer)}, ${rate(low)} to ${rate(high)}`);
  return [
    svg("line", { class: "band", x1: x(attainable), x2: x(attainable), y1: y(low), y2: y(high) }),
    svg("circle", { class: "forecast", cx: x(attainable), cy: y(cer), r: 4 }, title),
  ];
}

function listed(points) {
  const rows = points.map(({ version, decision, labels, cer }) =>
    element("tr", {}, ...[version, decision, String(labels), rate(cer)].map((text) => element("td", {}, text))));
  const head = ["Model", "Decision", "Labels", "Held-out errors"].map((text) => element("th", { scope: "col" }, text));
  return element("table", { class: "unseen" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
}

customElements.define("learning-curve", LearningCurve);
