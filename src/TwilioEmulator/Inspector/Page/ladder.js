// A call as a ladder: who is on it from left to right, time from top to bottom.
import { duration, secondsBetween, svg } from "./dom.js";
import { steps } from "./steps.js";

const ROW = 34;
const HEAD = 58;
const LEFT = 74;
const LANE = 210;

export function renderLadder(call, story) {
  const lanes = lanesOf(call);
  const rows = withPauses(steps(call, story));
  const width = LEFT + LANE * lanes.length;
  const height = HEAD + ROW * rows.length + 16;
  return svg(
    "svg",
    { class: "ladder", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": "The call, step by step" },
    arrowHeads(),
    lanes.map((lane, index) => head(lane, x(index), height)),
    rows.map((row, index) => step(row, HEAD + ROW * (index + 0.7), lanes, width)),
  );
}

function lanesOf(call) {
  const phone = { key: call.sid, kind: "phone", name: call.direction === "inbound" ? call.from : call.to };
  const twilio = { key: "twilio", kind: "twilio", name: "Twilio" };
  const app = { key: "app", kind: "app", name: "Your app" };
  const legs = call.legs.map((leg) => ({ key: leg.sid, kind: "leg", name: leg.to }));
  return [phone, twilio, app, ...legs];
}

const x = (lane) => LEFT + LANE * (lane + 0.5);

/** Between two moments stands how long nothing happened. */
function withPauses(all) {
  return all.flatMap((each, index) => {
    const gap = index === 0 ? 0 : secondsBetween(all[index - 1].at, each.at);
    return gap >= 1 ? [{ pause: gap }, each] : [each];
  });
}

function head({ kind, name }, at, height) {
  const subtitle = { phone: "caller", twilio: "emulated", app: "under test", leg: "dialed" }[kind];
  return svg(
    "g",
    { class: `lane ${kind}` },
    svg("line", { x1: at, y1: HEAD - 12, x2: at, y2: height }),
    svg("rect", { x: at - 74, y: 4, width: 148, height: 38, rx: 9 }),
    svg("text", { x: at, y: 21, class: "name" }, name),
    svg("text", { x: at, y: 35, class: "subtitle" }, subtitle),
  );
}

function step(row, y, lanes, width) {
  if (row.pause) return pause(row.pause, y, width);
  const clock = svg("text", { x: 8, y: y + 4, class: "time" }, row.at.slice(11, 19));
  const at = (key) => x(Math.max(0, lanes.findIndex((lane) => lane.key === key)));
  const mark = row.to ? arrow(row, at(row.from), at(row.to), y) : note(row, at(row.from), y);
  return svg("g", { class: `step ${row.look ?? ""}` }, clock, mark, row.title && svg("title", {}, row.title));
}

function pause(seconds, y, width) {
  return svg(
    "g",
    { class: "pause" },
    svg("line", { x1: LEFT, y1: y, x2: width, y2: y }),
    svg("text", { x: 8, y: y + 4 }, `+ ${duration(seconds)}`),
  );
}

function arrow({ text, back }, from, to, y) {
  const end = to > from ? to - 5 : to + 5;
  return svg(
    "g",
    { class: back ? "arrow back" : "arrow" },
    svg("line", { x1: from, y1: y, x2: end, y2: y, "marker-end": "url(#tip)" }),
    svg("text", { x: (from + to) / 2, y: y - 6 }, short(text, Math.abs(to - from) / 6.6)),
  );
}

function note({ text }, at, y) {
  const shown = short(text, 46);
  const width = shown.length * 6.7 + 20;
  return svg(
    "g",
    { class: "note" },
    svg("rect", { x: at - width / 2, y: y - 13, width, height: 24, rx: 7 }),
    svg("text", { x: at, y: y + 4 }, shown),
  );
}

const short = (text, length) => (text.length > length ? `${text.slice(0, Math.max(1, length - 1))}…` : text);

const arrowHeads = () =>
  svg(
    "defs",
    {},
    svg(
      "marker",
      { id: "tip", viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" },
      svg("path", { d: "M0 0 8 4 0 8z", fill: "context-stroke" }),
    ),
  );
