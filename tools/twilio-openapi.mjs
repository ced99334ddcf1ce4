// Makes the conformance fixture: what Twilio's OpenAPI says about the operations that the emulator answers, and
// nothing else. Run it when Twilio publishes a change that is wanted here:
//
//   npm pack @twilio/cli-core && tar xzf twilio-cli-core-*.tgz
//   node tools/twilio-openapi.mjs package > tests/TwilioServer.Tests/Emulator/Conformance/twilio-openapi.json
//
// The whole OpenAPI is several megabytes; the fixture keeps, of each wanted operation, its path, method, success
// statuses and response schemas, with required, nullable, type, format, enum, pattern and lengths.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
if (!root) {
  console.error("usage: node tools/twilio-openapi.mjs FOLDER-OF-THE-UNPACKED-@twilio/cli-core");
  process.exit(1);
}

// The paths that are wanted, by document. Conferences, queues and payments have checks of their own.
const account = "^/2010-04-01/Accounts";
const wanted = {
  api_v2010: [
    `${account}\\.json$`,
    `${account}/{Sid}\\.json$`,
    `${account}/{AccountSid}/(Applications|Calls|IncomingPhoneNumbers|Keys|SigningKeys|Messages|Recordings|Transcriptions)(/{Sid})?\\.json$`,
    `${account}/{AccountSid}/Balance\\.json$`,
    `${account}/{AccountSid}/Calls/{CallSid}/(Events|Notifications|Recordings|Transcriptions)(/{Sid})?\\.json$`,
    `${account}/{AccountSid}/Messages/{MessageSid}/(Media(/{Sid})?|Feedback)\\.json$`,
    `${account}/{AccountSid}/Recordings/{RecordingSid}/Transcriptions(/{Sid})?\\.json$`,
    `${account}/{AccountSid}/Usage/Records\\.json$`,
  ],
  accounts_v1: ["^/v1/AuthTokens/"],
  messaging_v1: [
    "^/v1/a2p/BrandRegistrations(/{Sid})?$",
    "^/v1/Services(/{Sid})?$",
    "^/v1/Services/{ServiceSid}/PhoneNumbers$",
    "^/v1/Services/{MessagingServiceSid}/Compliance/Usa2p(/{Sid}|/Usecases)?$",
  ],
  insights_v1: ["^/v1/Voice/"],
  monitor_v1: ["^/v1/Alerts(/{Sid})?$"],
  iam_v1: ["^/v1/Keys(/{Sid})?$"],
};
const methods = ["get", "post", "delete"];
const kept = ["type", "format", "enum", "nullable", "pattern", "minLength", "maxLength", "required"];

function shapeOf(schema, refs) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    refs.add(name);
    return { $ref: name };
  }
  const shape = {};
  for (const key of kept) if (schema[key] !== undefined) shape[key] = schema[key];
  if (schema.items) shape.items = shapeOf(schema.items, refs);
  if (schema.properties) {
    shape.properties = {};
    for (const [name, property] of Object.entries(schema.properties)) shape.properties[name] = shapeOf(property, refs);
  }
  return shape;
}

const fixture = { from: "", licence: "", operations: [], schemas: {} };
for (const [document, patterns] of Object.entries(wanted)) {
  const spec = JSON.parse(readFileSync(join(root, "src/services/twilio-api", `twilio_${document}.json`)));
  const refs = new Set();
  for (const [path, item] of Object.entries(spec.paths)) {
    if (!patterns.some((pattern) => new RegExp(pattern).test(path))) continue;
    const host = new URL((item.servers ?? spec.servers)[0].url).host;
    for (const method of methods.filter((each) => item[each])) {
      const operation = item[method];
      const responses = {};
      for (const [status, response] of Object.entries(operation.responses)) {
        const schema = response.content?.["application/json"]?.schema;
        responses[status] = schema ? shapeOf(schema, refs) : null;
      }
      fixture.operations.push({ id: operation.operationId, host, method: method.toUpperCase(), path, responses });
    }
  }
  const done = new Set();
  for (let name; (name = [...refs].find((each) => !done.has(each))); done.add(name)) {
    if (fixture.schemas[name]) throw new Error(`Two documents have a schema ${name}`);
    fixture.schemas[name] = shapeOf(spec.components.schemas[name], refs);
  }
}
const version = JSON.parse(readFileSync(join(root, "package.json"))).version;
fixture.from = `The OpenAPI documents of Twilio's REST API as the npm package @twilio/cli-core ${version} carries them, cut down by tools/twilio-openapi.mjs.`;
fixture.licence = "The documents: Apache-2.0 (info.license), Copyright Twilio Inc. The package: MIT.";

// One operation and one schema a line, so that a change is a readable difference.
const lines = (entries) => entries.join(",\n");
console.log(`{
"from": ${JSON.stringify(fixture.from)},
"licence": ${JSON.stringify(fixture.licence)},
"operations": [
${lines(fixture.operations.map((each) => JSON.stringify(each)))}
],
"schemas": {
${lines(Object.entries(fixture.schemas).map(([name, each]) => `${JSON.stringify(name)}: ${JSON.stringify(each)}`))}
}
}`);
