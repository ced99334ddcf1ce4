const twilio = require("twilio");
const { assert, refused, NUMBER, PHONE } = require("../expect.cjs");

module.exports = async ({ client, control }) => {
  await control.own(NUMBER);
  const stranger = twilio(process.env.TWILIO_ACCOUNT_SID, "f".repeat(32));
  await refused(stranger.calls.list(), 401, 20003);
  await refused(client.calls("CA" + "0".repeat(32)).fetch(), 404, 20404);
  await refused(client.messages.create({ from: NUMBER, to: "5", body: "x" }), 400, 21211);
  await refused(client.messages.create({ from: PHONE, to: PHONE, body: "x" }), 400, 21606);
  await refused(client.messages.create({ from: NUMBER, to: PHONE, body: "x".repeat(1601) }), 400, 21617);
  await refused(client.calls.create({ from: PHONE, to: PHONE, twiml: "<Response/>" }), 400, 21210);
  await refused(client.messaging.v1.services("MG" + "0".repeat(32)).fetch(), 404, 20404);

  const answer = await client.request({ method: "get", uri: "https://api.twilio.com/2010-04-01/Nothing.json" });
  assert.equal(answer.statusCode, 404);
};
