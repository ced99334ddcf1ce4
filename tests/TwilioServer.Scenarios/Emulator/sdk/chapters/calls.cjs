const { assert, refused, isSid, NUMBER, PHONE } = require("../expect.cjs");

const TALK = '<Response><Pause length="600"/></Response>';

module.exports = async ({ client, control, app }) => {
  await control.own(NUMBER);
  await control.put(`/phones/${PHONE}`, { whenCalled: "answer", answerAfterSeconds: 2, hangUpAfterSeconds: 900 });

  const call = await client.calls.create({ from: NUMBER, to: PHONE, twiml: TALK });
  isSid("CA", call.sid);
  assert.deepEqual([call.status, call.direction, call.from, call.to], ["queued", "outbound-api", NUMBER, PHONE]);
  assert.equal(call.accountSid, process.env.TWILIO_ACCOUNT_SID);
  assert.ok(!call.duration);

  await control.advance(5);
  assert.equal((await client.calls(call.sid).fetch()).status, "in-progress");
  assert.equal((await client.calls.list({ status: "in-progress" })).length, 1);
  await client.calls(call.sid).update({ status: "completed" });
  await control.advance(0);
  const ended = await client.calls(call.sid).fetch();
  assert.deepEqual([ended.status, ended.duration], ["completed", "3"]);
  assert.ok(ended.endTime - ended.startTime >= 3000);
  await refused(client.calls(call.sid).update({ status: "completed" }), 400, 21220);

  await redirects(client, control, app);
  await cancels(client, control);
  assert.deepEqual(
    (await client.calls.list({ to: PHONE })).map((each) => each.status),
    ["canceled", "completed", "completed"],
  );

  assert.equal(await client.calls(call.sid).remove(), true);
  await refused(client.calls(call.sid).fetch(), 404, 20404);
};

async function redirects(client, control, app) {
  const call = await client.calls.create({
    from: NUMBER,
    to: PHONE,
    twiml: TALK,
    statusCallback: app.at("/status"),
    statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
  });
  await control.advance(5);
  await client.calls(call.sid).update({ twiml: "<Response><Hangup/></Response>" });
  await control.advance(1);
  assert.equal((await client.calls(call.sid).fetch()).status, "completed");
  const statuses = app.of("/status").map((each) => each.CallStatus);
  assert.deepEqual(statuses.sort(), ["completed", "in-progress", "initiated", "ringing"]);
}

async function cancels(client, control) {
  await control.put(`/phones/${PHONE}`, { whenCalled: "no-answer" });
  const call = await client.calls.create({ from: NUMBER, to: PHONE, twiml: TALK });
  await control.advance(3);
  assert.equal((await client.calls(call.sid).fetch()).status, "ringing");
  assert.equal((await client.calls(call.sid).update({ status: "canceled" })).status, "canceled");
}
