// The right side: everything about one thing.
import { badge, duration, h, path, secondsBetween } from "./dom.js";
import { answer, summary } from "./lists.js";
import { renderLadder } from "./ladder.js";

export function renderDetail(model, tab, id) {
  if (tab === "calls") return renderCall(model, model.calls.get(id));
  if (tab === "messages") return renderMessage(model.messages.get(id));
  const event = (tab === "webhooks" ? model.webhooks : model.alerts).find((each) => String(each.seq) === id);
  if (!event) return hint();
  return event.kind === "webhook" ? renderWebhook(event) : renderEvent(event);
}

function renderCall(model, call) {
  if (!call) return hint();
  const story = model.story(call);
  const took = call.seconds === null || call.seconds === undefined ? "" : ` · ${duration(call.seconds)}`;
  return [
    title(`${call.from} → ${call.to}`, badge(call.status), h("small", {}, call.direction, took)),
    sid(call.sid),
    renderLadder(call, story),
    h("h3", {}, "Webhooks"),
    webhooks(story),
  ];
}

function renderMessage(message) {
  if (!message) return hint();
  const steps = message.events.filter((event) => event.kind === "message.status");
  return [
    title(`${message.from} → ${message.to}`, badge(message.status), h("small", {}, message.direction)),
    sid(message.sid),
    h("blockquote", { class: message.direction === "inbound" ? "in" : "out" }, message.body),
    h("h3", {}, "Status"),
    h("ol", { class: "steps" }, steps.map((event, index) => step(event, steps[index - 1]))),
    h("h3", {}, "Webhooks"),
    webhooks(message.events),
  ];
}

function step({ data, emulatorTime }, before) {
  const since = before ? `after ${duration(secondsBetween(before.emulatorTime, emulatorTime))}` : emulatorTime.slice(11, 19);
  return h("li", { class: data.status }, badge(data.status), h("small", {}, since, data.errorCode ? ` · error ${data.errorCode}` : ""));
}

function webhooks(events) {
  const found = events.filter((event) => event.kind === "webhook");
  if (found.length === 0) return h("p", { class: "empty" }, "None.");
  return h("div", { class: "webhooks" }, found.map((event) => h("details", {}, webhookLine(event), ...exchange(event))));
}

const webhookLine = ({ data }) =>
  h("summary", {}, answer(data), h("b", {}, data.purpose), h("code", {}, `${data.method} ${path(data.url)}`), h("small", {}, timing(data)));

const renderWebhook = (event) => [
  title(event.data.purpose, answer(event.data), h("small", {}, timing(event.data))),
  links(event),
  ...exchange(event),
];

const timing = ({ durationMs, attempt }) => `${Math.round(durationMs)} ms${attempt > 1 ? ` · attempt ${attempt}` : ""}`;

/** A request and its answer, with all that was signed. */
function exchange({ data, atUnixMs, emulatorTime }) {
  return [
    h("dl", {}, pair("Request", `${data.method} ${data.url}`), pair("X-Twilio-Signature", data.signature ?? "none"),
      pair("Time", `${emulatorTime} (real ${new Date(atUnixMs).toISOString()})`)),
    h("table", {}, data.parameters.map(([name, value]) => h("tr", {}, h("th", {}, name), h("td", {}, value)))),
    h("dl", {}, pair("Answer", [data.responseStatus, data.responseContentType].filter(Boolean).join(" ") || "none"),
      data.error ? pair("Error", data.error) : null),
    data.responseBody ? h("pre", {}, data.responseBody) : null,
  ];
}

const renderEvent = (event) => [
  title(summary(event), badge("failed")),
  links(event),
  h("pre", {}, JSON.stringify(event.data, null, 2)),
];

const links = ({ callSid, messageSid }) =>
  h("p", { class: "sid" }, callSid && h("a", { href: `#calls/${callSid}` }, callSid), messageSid && h("a", { href: `#messages/${messageSid}` }, messageSid));

const pair = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
const title = (text, ...more) => h("h2", {}, text, ...more);
const sid = (text) => h("p", { class: "sid" }, text);
const hint = () => [h("p", { class: "empty" }, "Choose something on the left. What happens appears here as it happens.")];
