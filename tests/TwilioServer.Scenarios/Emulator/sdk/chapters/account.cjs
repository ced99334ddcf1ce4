const { assert, NUMBER, PHONE } = require("../expect.cjs");

module.exports = async ({ client, control }) => {
  const sid = process.env.TWILIO_ACCOUNT_SID;
  const account = await client.api.accounts(sid).fetch();
  assert.deepEqual([account.sid, account.status, account.type], [sid, "active", "Full"]);
  const balance = await client.balance.fetch();
  assert.deepEqual([balance.accountSid, balance.currency], [sid, "USD"]);
  assert.ok(Number(balance.balance) > 0);

  // A number whose application cannot be reached: Twilio writes an alert.
  await control.own(NUMBER, { voiceUrl: "http://127.0.0.1:1/voice" });
  await control.post("/calls", { from: PHONE, to: NUMBER });
  await control.advance(30);
  const alerts = await client.monitor.v1.alerts.list();
  assert.ok(alerts.some((alert) => alert.errorCode.startsWith("112")), JSON.stringify(alerts));
};
