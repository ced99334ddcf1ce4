const assert = require("node:assert/strict");
const { RestException } = require("twilio");

const NUMBER = "+15125550199";
const PHONE = "+14155550100";

/** The promise must fail as Twilio's API fails. */
async function refused(promise, status, code) {
  const failure = await promise.then(
    () => assert.fail(`was accepted, not refused with ${code}`),
    (error) => error,
  );
  assert.ok(failure instanceof RestException, String(failure));
  assert.deepEqual([failure.status, failure.code], [status, code], failure.message);
  assert.equal(failure.moreInfo, `https://www.twilio.com/docs/errors/${code}`);
  return failure;
}

/** A sid of a kind: two letters and 32 hexadecimal digits. */
function isSid(prefix, sid) {
  assert.match(sid, new RegExp(`^${prefix}[0-9a-f]{32}$`));
}

module.exports = { assert, refused, isSid, NUMBER, PHONE };
