// The events of a call as steps of its ladder: an arrow from one to another, or a note at one.
import { duration, path } from "./dom.js";
import { failed } from "./model.js";

export function steps(call, story) {
  return story.flatMap((event) => {
    const at = event.emulatorTime;
    return (tell[event.kind] ?? other)(event, call).map((step) => ({ at, ...step }));
  });
}

const tell = {
  "call.created": ({ callSid, data }, call) =>
    call.direction === "inbound" && callSid === call.sid
      ? [{ from: callSid, to: "twilio", text: `calls ${data.to}` }]
      : [{ from: "twilio", to: callSid, text: "dials" }],
  "call.status": ({ callSid, data }, call) => {
    const took = data.durationSeconds ? ` · ${duration(data.durationSeconds)}` : "";
    const text = `${data.status}${took}`;
    if (data.status === "in-progress" && (callSid !== call.sid || call.direction !== "inbound"))
      return [{ from: callSid, to: "twilio", text: "answers", look: "good" }];
    return [{ from: callSid, text, look: looks[data.status] }];
  },
  webhook: ({ data }) => {
    const isBad = failed(data);
    const reply = data.error ?? [data.responseStatus, ...verbs(data.responseBody)].join(" ");
    return [
      { from: "twilio", to: "app", text: `${data.purpose} ${path(data.url)}`, title: `${data.method} ${data.url}` },
      {
        from: "app",
        to: "twilio",
        text: `${reply} · ${Math.round(data.durationMs)} ms`,
        title: data.error ?? data.responseBody,
        look: isBad ? "bad" : "",
        back: true,
      },
    ];
  },
  "twiml.verb": ({ data }) => [{ from: "twilio", text: verb(data), title: verb(data), look: "verb" }],
  "twiml.verb-ended": () => [],
  "recording.completed": ({ data }) => [{ from: "twilio", text: `recording · ${duration(data.durationSeconds)}` }],
};

function other({ kind, data }) {
  const isBad = kind.endsWith(".error");
  const text = [isBad ? data.code : kind, data.message ?? data.verb].filter(Boolean).join(" ");
  return [{ from: "twilio", text, title: JSON.stringify(data, null, 2), look: isBad ? "bad" : "" }];
}

const looks = {
  completed: "good",
  busy: "bad",
  failed: "bad",
  "no-answer": "bad",
  canceled: "bad",
};

function verb({ verb: name, attributes }) {
  const written = Object.entries(attributes ?? {}).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${written.join("")}>`;
}

/** The verbs of an answer, at a glance: <Say> <Record>. */
function verbs(body) {
  const names = [...(body ?? "").matchAll(/<([A-Z][A-Za-z]*)/g)].map((match) => match[1]);
  return names.filter((name) => name !== "Response").slice(0, 4).map((name) => `<${name}>`);
}
