// The left side: one line for each thing, newest first.
import { badge, h, path, time } from "./dom.js";
import { failed } from "./model.js";

const SHOWN = 500;

export const tabs = {
  calls: {
    title: "Calls",
    items: (model) => model.callers,
    id: (call) => call.sid,
    text: (call) => [call.sid, call.from, call.to, call.status, ...call.legs.map((leg) => leg.to)].join(" "),
    line: (call) => [
      row(route(call), badge(call.status)),
      row(h("small", {}, call.direction, legs(call)), h("small", {}, time(call.at))),
    ],
  },
  messages: {
    title: "Messages",
    items: (model) => [...model.messages.values()].reverse(),
    id: (message) => message.sid,
    text: (message) => [message.sid, message.from, message.to, message.body, message.status].join(" "),
    line: (message) => [
      row(route(message), badge(message.status ?? "queued")),
      row(h("small", { class: "body" }, message.body), h("small", {}, time(message.events[0].emulatorTime))),
    ],
  },
  webhooks: {
    title: "Webhooks",
    items: (model) => [...model.webhooks].reverse(),
    id: (event) => String(event.seq),
    text: ({ data, callSid, messageSid }) => [data.purpose, data.url, data.error, callSid, messageSid].join(" "),
    line: ({ data, emulatorTime }) => [
      row(h("b", {}, data.purpose), answer(data)),
      row(
        h("small", { class: "body" }, `${data.method} ${path(data.url)}`),
        h("small", {}, `${Math.round(data.durationMs)} ms · `, time(emulatorTime)),
      ),
    ],
  },
  alerts: {
    title: "Alerts",
    items: (model) => [...model.alerts].reverse(),
    id: (event) => String(event.seq),
    text: ({ kind, data, callSid, messageSid }) => [kind, JSON.stringify(data), callSid, messageSid].join(" "),
    line: (event) => [
      row(h("b", {}, summary(event)), h("small", {}, time(event.emulatorTime))),
      row(h("small", {}, event.kind), h("small", {}, event.callSid ?? event.messageSid ?? "")),
    ],
  },
};

export function renderList(model, tab, selected, filter) {
  const { items, id, line, text } = tabs[tab];
  const wanted = filter.toLowerCase();
  const found = items(model).filter((item) => text(item).toLowerCase().includes(wanted));
  if (found.length === 0) return [h("p", { class: "empty" }, filter ? "Nothing matches." : "Nothing yet.")];
  return found
    .slice(0, SHOWN)
    .map((item) =>
      h("a", { href: `#${tab}/${id(item)}`, class: "item", "aria-current": id(item) === selected }, ...line(item)),
    );
}

export function answer(data) {
  const text = data.responseStatus ?? "no answer";
  return h("span", { class: `badge ${failed(data) ? "failed" : "completed"}` }, text);
}

export function summary({ kind, data }) {
  if (kind === "webhook") return `${data.purpose}: ${data.error ?? `HTTP ${data.responseStatus}`}`;
  if (kind === "message.status") return `${data.status}: error ${data.errorCode}`;
  if (kind === "rest") return `${data.status} ${data.method} ${path(data.path).split("/").slice(4).join("/")}`;
  return [data.code ?? data.errorCode, data.message ?? data.verb].filter(Boolean).join(": ") || kind;
}

const row = (...cells) => h("div", { class: "row" }, ...cells);
const route = ({ from, to }) => h("b", {}, from, h("i", {}, " → "), to);
const legs = (call) => (call.legs.length > 0 ? ` · dialed ${call.legs.map((leg) => leg.to).join(", ")}` : "");
