// Reads one request per line, and answers one line: 1 accepted, 0 refused (an exception accepts nothing).
const { createInterface } = require("node:readline");
const { validateRequest, validateRequestWithBody } = require("twilio");

function accepts({ token, signature, url, parameters, body }) {
  try {
    return body === undefined
      ? validateRequest(token, signature, url, parameters)
      : validateRequestWithBody(token, signature, url, body);
  } catch {
    return false;
  }
}

let answers = "";

function flush() {
  process.stdout.write(answers);
  answers = "";
}

createInterface({ input: process.stdin }).on("line", (line) => {
  // One write for all lines that came together.
  if (answers === "") setImmediate(flush);
  answers += accepts(JSON.parse(line)) ? "1\n" : "0\n";
});
