const { assert, refused, isSid, NUMBER, PHONE } = require("../expect.cjs");

module.exports = async ({ client, control }) => {
  await control.own(NUMBER);
  const [number] = await client.incomingPhoneNumbers.list();

  const service = await client.messaging.v1.services.create({ friendlyName: "Reminders" });
  isSid("MG", service.sid);
  assert.ok(service.dateCreated instanceof Date);
  assert.deepEqual((await client.messaging.v1.services.list()).map((each) => each.sid), [service.sid]);
  const its = client.messaging.v1.services(service.sid);
  assert.equal((await its.update({ friendlyName: "Texts" })).friendlyName, "Texts");
  assert.equal((await its.fetch()).friendlyName, "Texts");

  await its.phoneNumbers.create({ phoneNumberSid: number.sid });
  assert.deepEqual((await its.phoneNumbers.list()).map((each) => each.phoneNumber), [NUMBER]);
  assert.deepEqual(await its.usAppToPerson.list(), []);
  assert.deepEqual(await client.messaging.v1.brandRegistrations.list(), []);

  const sent = await client.messages.create({ messagingServiceSid: service.sid, to: PHONE, body: "Tomorrow at 9" });
  assert.deepEqual([sent.status, sent.messagingServiceSid, sent.numSegments], ["accepted", service.sid, "0"]);
  await control.advance(10);
  const delivered = await client.messages(sent.sid).fetch();
  assert.deepEqual([delivered.status, delivered.from], ["delivered", NUMBER]);

  assert.equal(await its.remove(), true);
  await refused(its.fetch(), 404, 20404);
};
