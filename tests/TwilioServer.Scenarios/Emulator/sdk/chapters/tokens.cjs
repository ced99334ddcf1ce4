const twilio = require("twilio");
const { assert, refused } = require("../expect.cjs");

module.exports = async ({ client }) => {
  const account = process.env.TWILIO_ACCOUNT_SID;
  const first = await client.accounts.v1.secondaryAuthToken().create();
  assert.notEqual(first.secondaryAuthToken, process.env.TWILIO_AUTH_TOKEN);
  assert.deepEqual(await twilio(account, first.secondaryAuthToken).calls.list(), []);
  assert.equal(await client.accounts.v1.secondaryAuthToken().remove(), true);
  await refused(twilio(account, first.secondaryAuthToken).calls.list(), 401, 20003);

  // A rotation as an operator does it: until the promotion both work, then only the new one.
  const next = await client.accounts.v1.secondaryAuthToken().create();
  const renewed = twilio(account, next.secondaryAuthToken);
  assert.deepEqual([await client.calls.list(), await renewed.calls.list()], [[], []]);
  const promoted = await client.accounts.v1.authTokenPromotion().update();
  assert.equal(promoted.authToken, next.secondaryAuthToken);
  assert.deepEqual(await renewed.calls.list(), []);
  await refused(client.calls.list(), 401, 20003);
};
