const { assert, refused, isSid, NUMBER } = require("../expect.cjs");

const ANOTHER = "+15125550142";

module.exports = async ({ client, control }) => {
  await control.own(NUMBER);
  const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: NUMBER });
  isSid("PN", number.sid);
  assert.deepEqual([number.capabilities.voice, number.capabilities.sms], [true, true]);

  await client.incomingPhoneNumbers(number.sid).update({
    friendlyName: "Main",
    voiceUrl: "https://example.com/voice",
    voiceMethod: "GET",
    smsUrl: "https://example.com/sms",
  });
  const changed = await client.incomingPhoneNumbers(number.sid).fetch();
  assert.deepEqual(
    [changed.friendlyName, changed.voiceUrl, changed.voiceMethod, changed.smsUrl, changed.smsMethod],
    ["Main", "https://example.com/voice", "GET", "https://example.com/sms", "POST"],
  );

  const bought = await client.incomingPhoneNumbers.create({ phoneNumber: ANOTHER });
  assert.equal(bought.phoneNumber, ANOTHER);
  assert.equal((await client.incomingPhoneNumbers.list()).length, 2);
  assert.equal(await client.incomingPhoneNumbers(bought.sid).remove(), true);
  await refused(client.incomingPhoneNumbers(bought.sid).fetch(), 404, 20404);
};
