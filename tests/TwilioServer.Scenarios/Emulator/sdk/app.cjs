const { createServer } = require("node:http");
const { parse } = require("node:querystring");
const { validateRequest } = require("twilio");

/** An application as Twilio's customers write them: it answers TwiML, and takes nothing that is not signed. */
class App {
  received = [];
  documents = new Map();

  static async start() {
    const app = new App();
    app.server = createServer((request, response) => app.answer(request, response));
    await new Promise((listening) => app.server.listen(0, "127.0.0.1", listening));
    app.url = `http://127.0.0.1:${app.server.address().port}`;
    return app;
  }

  at(path) {
    return this.url + path;
  }

  /** Answers a path with TwiML of the SDK's own builders. */
  says(path, response) {
    this.documents.set(path, response.toString());
  }

  of(path) {
    return this.received.filter((each) => each.path === path).map((each) => each.parameters);
  }

  async answer(request, response) {
    let body = "";
    for await (const part of request) body += part;
    const parameters = { ...parse(body) };
    const signature = request.headers["x-twilio-signature"];
    if (!validateRequest(process.env.TWILIO_AUTH_TOKEN, signature, this.url + request.url, parameters)) {
      response.writeHead(403).end();
      return;
    }
    this.received.push({ path: request.url, parameters });
    response.writeHead(200, { "Content-Type": "text/xml" });
    response.end(this.documents.get(request.url) ?? "<Response/>");
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

module.exports = { App };
