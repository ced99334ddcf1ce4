const twilio = require("twilio");
const { assert, refused, isSid } = require("../expect.cjs");

module.exports = async ({ client }) => {
  const made = await client.newKeys.create({ friendlyName: "server" });
  isSid("SK", made.sid);
  assert.ok(made.secret.length >= 32);
  const [listed] = await client.keys.list();
  assert.deepEqual([listed.sid, listed.friendlyName, listed.secret], [made.sid, "server", undefined]);

  const byKey = twilio(made.sid, made.secret, { accountSid: process.env.TWILIO_ACCOUNT_SID });
  assert.deepEqual(await byKey.calls.list(), []);
  // A standard key may do anything but look after keys and accounts.
  await refused(byKey.keys.list(), 401, 20003);

  assert.equal((await client.keys(made.sid).update({ friendlyName: "old" })).friendlyName, "old");
  assert.equal((await client.keys(made.sid).fetch()).friendlyName, "old");
  assert.equal(await client.keys(made.sid).remove(), true);
  await refused(client.keys(made.sid).fetch(), 404, 20404);
  await refused(byKey.calls.list(), 401, 20003);
};
