// The page: who one is, what that person sees, and what they do. Everything is drawn anew after each change.

import { draw, inputs } from "./blocks.js";
import { emoji, make, words } from "./words.js";

const at = (id) => document.getElementById(id);
const seen = new Map();
let state = null;
let person = new URLSearchParams(location.search).get("as") ?? "";
let place = "";
let thread = "";
let shownModal = "";

async function look() {
  const answer = await fetch(`/page/state?as=${encodeURIComponent(person)}`);
  state = await answer.json();
  person = state.me;
  if (place !== "home" && !state.channels.some((channel) => channel.id === place)) place = state.channels[0]?.id ?? "";
  render();
}

async function act(what, more) {
  const body = JSON.stringify({ as: person, do: what, ...more });
  const answer = await fetch("/page/act", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const { note } = answer.status === 200 || answer.status === 409 ? await answer.json() : { note: `The fake failed: ${answer.status}` };
  tell(note);
  await look();
  return !note;
}

function tell(text) {
  at("note").textContent = text;
  at("note").hidden = !text;
  clearTimeout(tell.timer);
  if (text) tell.timer = setTimeout(() => { at("note").hidden = true; }, 6000);
}

function go(to) {
  place = to;
  thread = "";
  if (to === "home") act("home", { tab: "home" });
  else if (to === state.direct) act("home", { tab: "messages" });
  else render();
}

function render() {
  people();
  sidebar();
  const channel = state.channels.find((one) => one.id === place);
  at("home").hidden = place !== "home";
  at("messages").hidden = at("composer").hidden = place === "home";
  if (place === "home") home();
  else if (channel) room(channel);
  side(channel);
  modal();
}

function people() {
  const select = at("person");
  const wanted = state.people.map((one) => make("option", { value: one.id, selected: one.id === person }, `${one.name} – ${one.team}`));
  if (select.options.length !== wanted.length) select.replaceChildren(...wanted);
  select.value = person;
}

function sidebar() {
  const entry = (id, name, count) => make("li", {}, make("button", {
    type: "button", className: count ? "new" : "", ariaCurrent: String(id === place), onclick: () => go(id),
  }, name, count ? make("span", { className: "count" }, String(count)) : null));
  const fresh = (channel) => {
    const key = `${person} ${channel.id}`;
    if (channel.id === place) seen.set(key, newest(channel));
    return channel.messages.filter((one) => !one.mine && !one.quiet && Number(one.ts) > (seen.get(key) ?? 0)).length;
  };
  const rooms = state.channels.filter((channel) => channel.kind !== "im");
  const sign = (channel) => `# ${channel.name}${channel.kind === "private" ? " (private)" : ""}${channel.shared.length ? " (shared)" : ""}`;
  at("channels").replaceChildren(...rooms.map((channel) => entry(channel.id, sign(channel), fresh(channel))));
  const direct = state.channels.find((channel) => channel.id === state.direct);
  at("app").replaceChildren(entry("home", `${state.app}: Home`, 0), entry(state.direct, `${state.app}: Messages`, direct ? fresh(direct) : 0));
}

const newest = (channel) => Math.max(0, ...channel.messages.map((one) => Number(one.ts)));

function room(channel) {
  at("title").textContent = channel.kind === "im" ? `${state.app} (only you and the app)` : `#${channel.name}`;
  at("about").textContent = channel.shared.length ? `Shared by ${channel.shared.join(" and ")}` : "";
  at("composer").hidden = channel.archived;
  const top = channel.messages.filter((one) => !one.reply || one.broadcast);
  list(at("messages"), top.map((one) => message(one, channel, false)));
}

function side(channel) {
  const replies = channel?.messages.filter((one) => one.thread === thread) ?? [];
  at("thread").hidden = !thread || !replies.length;
  if (at("thread").hidden) return;
  const nodes = replies.map((one) => message(one, channel, true));
  const status = channel.statuses[thread];
  list(at("replies"), status ? [...nodes, make("li", { className: "status" }, `${state.app} ${status} …`)] : nodes);
}

// Keeps to the end if one was there.
function list(node, items) {
  const low = node.scrollHeight - node.scrollTop - node.clientHeight < 60;
  node.replaceChildren(...items);
  if (low) node.scrollTop = node.scrollHeight;
}

function message(one, channel, inThread) {
  const press = (element, value) => act("click", { channel: channel.id, ts: one.ts, action: element.action_id, value });
  const when = new Date(Number(one.ts) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const elsewhere = one.team !== state.people.find((each) => each.id === person).team;
  const head = make("header", {},
    make("span", { className: "author" }, one.author), one.bot ? make("span", { className: "badge" }, "APP") : null,
    elsewhere && !one.bot ? make("span", { className: "badge ext" }, one.team) : null,
    make("span", { className: "faint" }, when), one.edited ? make("span", { className: "faint" }, "(edited)") : null,
    one.only_me ? make("span", { className: "faint" }, "Only visible to you") : null);
  const kind = `message${one.quiet ? " quiet" : ""}${one.only_me ? " only" : ""}`;
  return make("li", { className: kind }, head, ...content(one, press), tools(one, channel), reactions(one, channel), more(one, channel, inThread));
}

function content(one, press) {
  const text = make("div", { className: "body" }, ...words(one.text, state.names), one.streaming ? "▍" : "");
  const body = one.blocks.length ? draw(one.blocks, state.names, press) : [text];
  const bars = one.attachments.map((each) => make("div", { className: "bar" },
    each.text ? make("div", { className: "body" }, ...words(each.text, state.names)) : null, ...draw(each.blocks ?? [], state.names, press)));
  return [...body, ...bars, ...one.files.map((name) => make("div", { className: "faint" }, `📎 ${name}`))];
}

function tools(one, channel) {
  if (one.quiet || one.only_me) return null;
  const tool = (face, name, onclick) => make("button", { type: "button", title: name, ariaLabel: name, onclick }, face);
  const edit = () => {
    const text = window.prompt("Edit message", one.text);
    if (text) act("edit", { channel: channel.id, ts: one.ts, text });
  };
  const react = (name) => act("react", { channel: channel.id, ts: one.ts, name });
  return make("div", { className: "tools" },
    tool("+1", "React with thumbs up", () => react("thumbsup")), tool("ticket", "React with a ticket", () => react("ticket")),
    tool("Reply", "Reply in thread", () => open(one)), one.mine ? tool("Edit", "Edit message", edit) : null,
    one.mine ? tool("Delete", "Delete message", () => act("delete", { channel: channel.id, ts: one.ts })) : null);
}

function reactions(one, channel) {
  const entries = Object.entries(one.reactions);
  const button = ([name, count]) => make("button", { type: "button", onclick: () => act("react", { channel: channel.id, ts: one.ts, name }) }, `${emoji(name)} ${count}`);
  return entries.length ? make("div", { className: "reactions" }, ...entries.map(button)) : null;
}

function more(one, channel, inThread) {
  const count = channel.messages.filter((each) => each.reply && each.thread === one.ts).length;
  if (inThread || !(count || channel.statuses[one.ts])) return null;
  const text = channel.statuses[one.ts] ? `${state.app} ${channel.statuses[one.ts]} …` : `${count} ${count === 1 ? "reply" : "replies"}`;
  return make("button", { type: "button", className: "replies", onclick: () => open(one) }, text);
}

function open(one) {
  thread = one.thread;
  render();
  at("reply").focus();
}

function home() {
  at("title").textContent = `${state.app}: Home`;
  at("about").textContent = "";
  const view = state.home;
  const press = (element, value) => act("click", { view: view.id, action: element.action_id, value });
  at("home").replaceChildren(...(view ? draw(view.body.blocks, state.names, press) : ["The app has not published a Home for this person."]));
}

function modal() {
  const box = at("modal");
  const view = state.modal;
  const key = view ? JSON.stringify([view.id, view.body, view.errors]) : "";
  if (key === shownModal) return;
  shownModal = key;
  if (!view) { box.close(); return; }
  const press = (element, value) => act("click", { view: view.id, action: element.action_id, value });
  const [fields, read] = inputs(view, state.names);
  const close = () => act("close", { view: view.id });
  const submit = (event) => { event.preventDefault(); act("submit", { view: view.id, values: read() }); };
  box.oncancel = (event) => { event.preventDefault(); close(); };
  box.replaceChildren(make("form", { onsubmit: submit, noValidate: true }, make("h1", {}, view.body.title.text),
    ...draw(view.body.blocks, state.names, press), ...fields, make("footer", {},
      make("button", { type: "button", onclick: close }, view.body.close?.text ?? "Close"),
      view.body.submit ? make("button", { type: "submit", className: "primary" }, view.body.submit.text) : null)));
  if (!box.open) box.showModal();
}

function sends(form, field, more) {
  at(form).onsubmit = async (event) => {
    event.preventDefault();
    const text = at(field).value.trim();
    if (!text) return;
    at(field).value = "";
    await act("say", { channel: place, text, ...more() });
  };
  at(field).onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      at(form).requestSubmit();
    }
  };
}

sends("composer", "text", () => ({}));
sends("answer", "reply", () => ({ thread, broadcast: at("broadcast").checked }));
at("shut").onclick = () => { thread = ""; render(); };
at("person").onchange = (event) => {
  person = event.target.value;
  thread = "";
  shownModal = "";
  at("modal").close();
  history.replaceState(null, "", `?as=${person}`);
  look();
};
new EventSource("/page/live").onmessage = look;
