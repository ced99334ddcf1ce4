const { assert, NUMBER, PHONE } = require("../expect.cjs");

const TEXTS = 55;

module.exports = async ({ client, control }) => {
  await control.own(NUMBER);
  for (let sent = 0; sent < TEXTS; sent++) await client.messages.create({ from: NUMBER, to: PHONE, body: `${sent}` });
  const newestFirst = [...Array(TEXTS).keys()].reverse().map(String);

  assert.deepEqual((await client.messages.list({ pageSize: 20 })).map((each) => each.body), newestFirst);
  assert.equal((await client.messages.list({ limit: 7 })).length, 7);

  const first = await client.messages.page({ pageSize: 50 });
  assert.equal(first.instances.length, 50);
  assert.equal(first.previousPageUrl, undefined);
  const second = await first.nextPage();
  assert.deepEqual(second.instances.map((each) => each.body), newestFirst.slice(50));
  assert.equal(second.nextPageUrl, undefined);
  assert.equal((await second.previousPage()).instances[0].body, newestFirst[0]);

  // The hosts that came later page in another way.
  for (let made = 0; made < 7; made++) await client.messaging.v1.services.create({ friendlyName: `Service ${made}` });
  assert.equal((await client.messaging.v1.services.list({ pageSize: 3 })).length, 7);
};
