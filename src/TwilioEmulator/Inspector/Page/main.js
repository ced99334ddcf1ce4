// Follows the event log by long polling, and draws what the address says: #calls/CA…
import { h } from "./dom.js";
import { renderDetail } from "./details.js";
import { renderList, tabs } from "./lists.js";
import { Model } from "./model.js";

const WAIT_SECONDS = 25;
const RETRY_MS = 1000;

let model = new Model();
let isDrawing = false;
const element = (id) => document.getElementById(id);

async function follow() {
  for (let after = 0; ; ) {
    try {
      const answer = await fetch(`/control/events?after=${after}&waitSeconds=${after === 0 ? 0 : WAIT_SECONDS}`);
      const { events, next } = await answer.json();
      // A new emulator has a new log, which starts at 1 again.
      if (next < after) [model, after] = [new Model(), 0];
      else {
        for (const event of events) model.take(event);
        after = next;
        // Without any event the next question waits, too.
        if (after === 0) await pause();
      }
      live(true);
      draw();
    } catch {
      live(false);
      await pause();
    }
  }
}

const pause = () => new Promise((done) => setTimeout(done, RETRY_MS));

function live(isLive) {
  element("live").textContent = isLive ? "live" : "no emulator";
  element("live").className = isLive ? "on" : "off";
}

/** At most one drawing per frame, however fast events come. */
function draw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    const [tab, id] = place();
    const filter = element("filter").value;
    element("tabs").replaceChildren(...Object.keys(tabs).map((each) => link(each, tab)));
    element("list").replaceChildren(...renderList(model, tab, id, filter));
    keepOpen(element("detail"), () => element("detail").replaceChildren(...renderDetail(model, tab, id)));
    element("clock").textContent = model.now ? `${model.now.slice(0, 19).replace("T", " ")} UTC` : "";
  });
}

/** What the reader has unfolded stays unfolded when more arrives. */
function keepOpen(parent, change) {
  const open = [...parent.querySelectorAll("details")].map((each) => each.open);
  const isSame = parent.dataset.place === location.hash;
  change();
  parent.dataset.place = location.hash;
  if (isSame) parent.querySelectorAll("details").forEach((each, index) => (each.open = open[index] ?? false));
}

function link(each, tab) {
  const { title, items } = tabs[each];
  return h("a", { href: `#${each}`, "aria-current": each === tab }, title, h("sup", {}, String(items(model).length)));
}

/** The tab and the id in the address; without an id, the newest. */
function place() {
  const [wanted, id] = location.hash.slice(1).split("/");
  const tab = wanted in tabs ? wanted : "calls";
  const newest = tabs[tab].items(model)[0];
  return [tab, id ?? (newest && tabs[tab].id(newest))];
}

addEventListener("hashchange", draw);
element("filter").addEventListener("input", draw);
follow();
