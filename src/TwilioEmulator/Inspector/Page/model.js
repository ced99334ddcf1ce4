// The event log, told as calls, messages, webhooks and alerts.

export class Model {
  calls = new Map();
  messages = new Map();
  webhooks = [];
  alerts = [];
  requests = [];
  now = null;

  take(event) {
    this.now = event.emulatorTime;
    const { kind, data } = event;
    if (kind === "call.created") this.addCall(event);
    if (kind === "message.created") this.messages.set(event.messageSid, { ...data, sid: event.messageSid, events: [] });
    if (kind === "webhook") this.webhooks.push(event);
    if (kind === "rest") this.requests.push(event);
    if (isAlert(event)) this.alerts.push(event);
    const call = this.calls.get(event.callSid);
    const message = this.messages.get(event.messageSid);
    call?.events.push(event);
    message?.events.push(event);
    if (kind === "call.status") Object.assign(call ?? {}, { status: data.status, seconds: data.durationSeconds });
    if (kind === "message.status") Object.assign(message ?? {}, { status: data.status, errorCode: data.errorCode });
  }

  addCall(event) {
    const call = { ...event.data, sid: event.callSid, at: event.emulatorTime, status: "queued", events: [], legs: [] };
    this.calls.set(call.sid, call);
    this.calls.get(call.parentCallSid)?.legs.push(call);
  }

  /** The calls that are no leg of another, newest first. */
  get callers() {
    return [...this.calls.values()].filter((call) => !this.calls.has(call.parentCallSid)).reverse();
  }

  /** What happened on a call and on its legs, in order. */
  story(call) {
    return [call, ...call.legs].flatMap((each) => each.events).sort((a, b) => a.seq - b.seq);
  }
}

/** A webhook that got no usable answer, TwiML that is wrong, a message that was not delivered. */
export function isAlert({ kind, data }) {
  if (kind === "webhook") return failed(data);
  if (kind === "message.status") return Boolean(data.errorCode);
  if (kind === "rest") return data.status >= 400;
  return kind.endsWith(".error") || kind === "alert" || kind === "twiml.not-executed";
}

export const failed = ({ error, responseStatus }) => Boolean(error) || !(responseStatus >= 200 && responseStatus < 400);
