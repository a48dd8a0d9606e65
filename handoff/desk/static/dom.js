// Making elements, and words for times. Texts always become text nodes: nothing here parses HTML.

/** An element: `h("a", {href, class, dataset…}, children…)`. Null children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") element.addEventListener("click", value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A link when the server says that it may be followed, else its words. */
export function link(title, url, props = {}) {
  if (!url) return h("span", props, title);
  return h("a", { ...props, href: url, target: "_blank", rel: "noreferrer" }, title);
}

let offset = 0;

/** Keep our idea of the server's clock. */
export function setServerTime(now) {
  offset = now - Date.now();
}

export const serverNow = () => Date.now() + offset;

/** "45 s", "12 min", "3 h 05", "2 days". */
export function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  const days = Math.floor(hours / 24);
  return days === 1 ? "1 day" : `${days} days`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const clockTime = (ms) => clock.format(ms);
export const dateName = (ms) => date.format(ms);
export const fullTime = (ms) => full.format(ms);

export function dayName(ms) {
  const today = new Date(serverNow()).toDateString();
  const yesterday = new Date(serverNow() - 86400000).toDateString();
  const that = new Date(ms).toDateString();
  if (that === today) return "Today";
  return that === yesterday ? "Yesterday" : day.format(ms);
}

export function time(ms) {
  return h("time", { datetime: new Date(ms).toISOString(), title: fullTime(ms) }, clockTime(ms));
}

/** A random id; works on plain http as well, where randomUUID does not exist. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Say something to screen readers without moving anything on the screen. */
export function announce(text) {
  const line = h("span", {}, text);
  byId("announce").append(line);
  setTimeout(() => line.remove(), 10000);
}

/** A message for a while, or with `seconds: 0` until it is dismissed; nothing passing replaces one that stays. */
export function toast(text, { action = null, seconds = 12 } = {}) {
  if (seconds && byId("toasts").querySelector("[data-stays]")) return;
  const box = h("div", { class: "toast", "data-stays": !seconds }, h("span", {}, text), action);
  const close = h("button", { class: "button plain small", type: "button", "aria-label": "Dismiss", onclick: () => box.remove() }, "✕");
  box.append(close);
  byId("toasts").replaceChildren(box);
  if (seconds) setTimeout(() => box.remove(), seconds * 1000);
}

const signatures = new WeakMap();

/** Make `parent`'s children match `specs` ({key, sig, make}); a child whose signature is the same stays untouched,
 *  so that focus, selections and open details survive. */
export function reconcile(parent, specs) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let cursor = parent.firstElementChild;
  for (const { key, sig, make } of specs) {
    let node = old.get(key);
    if (!node || signatures.get(node) !== sig) {
      const fresh = make();
      fresh.dataset.key = key;
      signatures.set(fresh, sig);
      if (node) {
        if (cursor === node) cursor = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    old.delete(key);
    if (cursor === node) cursor = node.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  for (const node of old.values()) node.remove();
}
