const { assert, refused, NUMBER, PHONE } = require("../expect.cjs");

module.exports = async ({ client, control }) => {
  await control.own(NUMBER);
  await control.put(`/phones/${PHONE}`, { whenCalled: "answer", answerAfterSeconds: 2, hangUpAfterSeconds: 8 });
  const call = await client.calls.create({
    from: NUMBER,
    to: PHONE,
    twiml: '<Response><Pause length="600"/></Response>',
  });
  // Twilio has the whole summary half an hour after the end of a call.
  await control.advance(3600);

  const its = client.insights.v1.calls(call.sid);
  const summary = await its.summary().fetch();
  assert.deepEqual([summary.callSid, summary.callState, summary.processingState], [call.sid, "completed", "complete"]);
  assert.deepEqual([summary.duration, summary.connectDuration], [10, 8]);

  const annotation = await its.annotation().update({ callScore: 5, comment: "clear" });
  assert.deepEqual([annotation.callScore, annotation.comment], [5, "clear"]);
  assert.equal((await its.annotation().fetch()).comment, "clear");
  await refused(client.insights.v1.calls(`CA${"0".repeat(32)}`).summary().fetch(), 404, 20404);
};
