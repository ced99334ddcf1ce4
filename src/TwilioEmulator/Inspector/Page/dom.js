// Elements are made from data, never from markup: what callers and applications send stays text.

/** h("p", { class: "x", onclick: f }, "text", element, [more]) */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const badge = (text) => h("span", { class: `badge ${text}` }, text);

export const time = (iso) => h("time", { datetime: iso, title: iso }, iso.slice(11, 19));

/** 0.4 s, 12 s, 3 min 20 s */
export function duration(seconds) {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60 ? `${whole % 60} s` : ""}`.trim();
}

export const secondsBetween = (from, to) => (Date.parse(to) - Date.parse(from)) / 1000;

export function path(url) {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}
