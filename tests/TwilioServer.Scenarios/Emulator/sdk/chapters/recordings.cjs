const { twiml } = require("twilio");
const { assert, refused, isSid, NUMBER, PHONE } = require("../expect.cjs");

module.exports = async ({ client, control, app }) => {
  await control.own(NUMBER, { voiceUrl: app.at("/voice") });
  const voice = new twiml.VoiceResponse();
  voice.say("Please leave a message.");
  voice.record({ maxLength: 30, action: "/recorded", recordingStatusCallback: "/recording-status" });
  app.says("/voice", voice);

  const { callSid } = await control.post("/calls", {
    from: PHONE,
    to: NUMBER,
    voicemail: { speakSeconds: 4, thenHangUp: true },
  });
  await control.advance(60);

  const [recording, ...others] = await client.recordings.list({ callSid });
  assert.equal(others.length, 0);
  isSid("RE", recording.sid);
  assert.deepEqual([recording.callSid, recording.status, recording.source], [callSid, "completed", "RecordVerb"]);
  assert.match(recording.duration, /^[45]$/);
  assert.equal((await client.recordings(recording.sid).fetch()).sid, recording.sid);
  assert.equal((await client.calls(callSid).recordings.list())[0].sid, recording.sid);
  const [callback] = app.of("/recording-status");
  assert.deepEqual([callback.RecordingSid, callback.RecordingStatus], [recording.sid, "completed"]);

  const media = await client.request({ method: "get", uri: `https://api.twilio.com${wavOf(recording)}` });
  assert.equal(media.statusCode, 200);

  assert.equal(await client.recordings(recording.sid).remove(), true);
  await refused(client.recordings(recording.sid).fetch(), 404, 20404);
};

function wavOf({ accountSid, sid }) {
  return `/2010-04-01/Accounts/${accountSid}/Recordings/${sid}.wav`;
}
