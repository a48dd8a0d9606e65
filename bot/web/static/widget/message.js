// One message of the log as nodes: who said it and when, the text, its sources, its quick replies, its state.
import { el, link, markdown } from "./markdown.js";

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M4.5 5.5h15A1.5 1.5 0 0 1 21 7v9a1.5 1.5 0 0 1-1.5 1.5H11L6.5 21v-3.5h-2A1.5 1.5 0 0 1 3 16V7a1.5 1.5 0 0 1 1.5-1.5zM8 10h8M8 13.3h5",
  down: "M6 9.5l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5.5M6 11l6-6 6 6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.7-6 7.5-6s6.9 2 7.5 6",
  bot: "M12 4v3M7.5 7h9A2.5 2.5 0 0 1 19 9.5v6a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 5 15.5v-6A2.5 2.5 0 0 1 7.5 7zM9.5 11.5v1.5M14.5 11.5v1.5M12 4h.01",
  page: "M7 3.5h7l4 4v13H7zM13.5 3.5V8H18M10 12h5M10 15.5h5",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0]?.[0] || "") + (words.length > 1 ? words.at(-1)[0] : "");
}

function timeOf(at, locale) {
  const date = new Date(at);
  const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" }).format(date);
  const short = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(date);
  return el("time", { datetime: date.toISOString(), title: full }, short);
}

function sources(list, seq, { say, base, followed }) {
  if (!list?.length) return null;
  const options = { base, newTab: say("newTab"), class: "card" };
  const cards = list.map(({ title, url, heading }, number) => {
    const words = el("span", {}, el("b", {}, title || heading || ""), heading && heading !== title ? el("i", {}, heading) : null);
    // The link leads where it says; that it was followed is told beside it.
    const tell = url && seq ? { onclick: () => followed(seq, number), onauxclick: () => followed(seq, number) } : {};
    return el("li", {}, link(url || "", [icon("page"), words], { ...options, ...tell }));
  });
  return el("ul", { class: "sources", "aria-label": say("sources") }, ...cards);
}

export function quickReplies(offered, say, choose) {
  const list = offered?.filter((reply) => reply.action !== "person"); // that one stands under the composer at all times
  if (!list?.length) return null;
  const button = (reply) => el("button", { type: "button", onclick: () => choose(reply.text, reply.action || "") }, reply.text);
  return el("div", { class: "quick", role: "group", "aria-label": say("replies") }, ...list.map(button));
}

/** A customer's own message. The state's text node is changed in place, so that a screen reader is not told each step. */
function mine(item, { say, locale, retry, edit }) {
  const state = document.createTextNode("");
  const buttons = el("span", { hidden: true });
  const action = (key, act) => el("button", { type: "button", onclick: act }, say(key));
  buttons.append(" ", action("retry", () => retry(item.cid)), " ", action("edit", () => edit(item.cid)));
  const mark = el("p", { class: "mark" }, timeOf(item.at, locale), state, buttons);
  const bubble = el("div", { class: "bubble", dir: "auto" }, item.text);
  const node = el("div", { class: "msg mine" }, el("span", { class: "vh" }, `${say("you")}: `), bubble, mark);
  const show = (now, newest) => {
    node.className = `msg mine ${now.state === "delivered" ? "" : now.state === "failed" ? "failed" : "unsure"}`;
    const own = now.failed && /\s/.test(now.failed) ? `: ${now.failed}` : ""; // the server's own safe sentence
    const text = now.state !== "delivered" || newest ? ` · ${say(now.state)}${own}` : "";
    if (state.data !== text) state.data = text;
    buttons.hidden = now.state !== "failed";
  };
  return { node, show };
}

function theirs(item, options) {
  const { say, base, locale, choose, nameOf } = options;
  const bot = item.author.kind === "bot";
  const from = el("p", { class: "from" }, el("b", {}, nameOf(item.author)), bot ? ` · ${say("bot")}` : null);
  if (item.at) from.append(" · ", timeOf(item.at, locale));
  const changed = el("span", { hidden: true }, ` · ${say("changed")}`);
  from.append(changed);
  const bubble = el("div", { class: "bubble", dir: "auto" });
  let drawn;
  const draw = ({ text, edited, deleted }) => {
    const what = deleted ? "" : text || "";
    if (drawn === what) return;
    drawn = what;
    bubble.replaceChildren(deleted ? el("i", {}, say("takenBack")) : markdown(what, { base, newTab: say("newTab") }));
    changed.hidden = deleted || !edited;
  };
  draw(item);
  const quick = quickReplies(item.quick_replies, say, choose);
  const node = el("div", { class: `msg theirs ${item.author.kind}` }, from, bubble, sources(item.sources, item.seq, options), quick);
  const show = (now, newest, more) => {
    if (now) draw(now); // the greeting has no item
    node.classList.toggle("more", more);
    from.classList.toggle("vh", more);
    quick?.querySelectorAll("button").forEach((button) => (button.disabled = !newest));
  };
  return { node, show };
}

function system(item, { say, nameOf }) {
  const text = item.text || say(item.notice || "", { name: nameOf(item.with || item.author) });
  return { node: el("p", { class: "system", hidden: !text }, text), show() {} };
}

export function message(item, options) {
  if (item.author.kind === "customer") return mine(item, options);
  return (item.author.kind === "system" ? system : theirs)(item, options);
}

export function dayLine(at, { say, locale }) {
  const day = new Date(at).toDateString();
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const words = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  const text = day === now.toDateString() ? say("today") : day === yesterday.toDateString() ? say("yesterday") : words.format(at);
  return { node: el("p", { class: "day" }, text), show() {} };
}
