/** The emulator's control API: the virtual people and their clock. */
class Control {
  constructor(url) {
    this.url = url;
  }

  put(path, body) {
    return this.send("PUT", path, body);
  }

  post(path, body = {}) {
    return this.send("POST", path, body);
  }

  /** Lets time pass, and everything happen that falls due in it. */
  advance(seconds) {
    return this.post("/clock/advance", { seconds });
  }

  own(number, settings = {}) {
    return this.put(`/numbers/${number}`, settings);
  }

  async send(method, path, body) {
    const answer = await fetch(`${this.url}/control${path}`, { method, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }
}

module.exports = { Control };
