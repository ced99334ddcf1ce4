const { assert, refused, isSid, NUMBER, PHONE } = require("../expect.cjs");

const DEAF = "+14155550101";

module.exports = async ({ client, control, app }) => {
  await control.own(NUMBER, { smsUrl: app.at("/sms") });
  await control.put(`/phones/${DEAF}`, { delivery: "undelivered", deliveryErrorCode: 30003 });

  const sent = await client.messages.create({
    from: NUMBER,
    to: PHONE,
    body: "Größe 😀",
    statusCallback: app.at("/message-status"),
  });
  isSid("SM", sent.sid);
  assert.deepEqual([sent.status, sent.numSegments, sent.direction], ["queued", "1", "outbound-api"]);
  const lost = await client.messages.create({ from: NUMBER, to: DEAF, body: "Hello?" });

  await control.advance(10);
  const delivered = await client.messages(sent.sid).fetch();
  assert.deepEqual([delivered.status, delivered.body, delivered.errorCode], ["delivered", "Größe 😀", null]);
  const undelivered = await client.messages(lost.sid).fetch();
  assert.deepEqual([undelivered.status, undelivered.errorCode], ["undelivered", 30003]);
  const steps = app.of("/message-status").map((each) => each.MessageStatus);
  assert.deepEqual(steps.sort(), ["delivered", "sending", "sent"].sort());

  assert.equal((await client.messages(sent.sid).update({ body: "" })).body, "");
  assert.equal((await client.messages.list({ to: PHONE })).length, 1);
  assert.equal(await client.messages(sent.sid).remove(), true);
  await refused(client.messages(sent.sid).fetch(), 404, 20404);

  await control.post("/messages", { from: PHONE, to: NUMBER, body: "STOP" });
  await control.advance(1);
  assert.equal(app.of("/sms")[0].Body, "STOP");
  await refused(client.messages.create({ from: NUMBER, to: PHONE, body: "Still there?" }), 400, 21610);
};
