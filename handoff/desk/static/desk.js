// The desk: puts the queue, the open conversation and the live line together.

import { get, onSignedOut, post } from "./api.js";
import { ArticlePicker } from "./article_picker.js";
import { Composer } from "./composer.js";
import { announce, byId, h, serverNow, setServerTime, span, toast } from "./dom.js";
import { Drafts } from "./drafts.js";
import { bindKeys } from "./keys.js";
import { Knowledge } from "./knowledge.js";
import { Live } from "./live.js";
import { toldBy } from "./log.js";
import { Moves } from "./moves.js";
import { Outbox } from "./outbox.js";
import { Presence } from "./presence.js";
import { Queue } from "./queue.js";
import { Talk } from "./talk.js";

const main = byId("main");
const staffId = main.dataset.staffId;
const drafts = new Drafts(staffId);
const handoffPath = (talk, what) => `/desk/api/handoffs/${encodeURIComponent(talk.handoff.handoff_id)}/${what}`;

const outbox = new Outbox(
  drafts,
  (conversation) => conversation === talk.id && talk.draw(),
  (item, receipt) => onSent(item, receipt),
);
const composer = new Composer(drafts, (mode, text) => send(mode, text), () => queue.render());
const queue = new Queue(staffId, (id) => open(id));
const actions = {
  buttons,
  heard,
  visit: (event, id) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return; // into a tab of its own
    event.preventDefault();
    open(id);
  },
  failed: (error) => toast(error.message),
  retry: (item) => outbox.retry(item),
  edit: (item) => composer.restore(item.kind, outbox.withdraw(item)),
  discard: (item) => outbox.withdraw(item),
};
const talk = new Talk({ id: staffId, admin: main.dataset.staffRole === "admin" }, outbox, composer, actions);
const presence = new Presence();
const live = new Live(onNote, showLine);
const knowledge = new Knowledge(talk, composer);
const picker = new ArticlePicker();
const taken = new Set(); // handoffs claimed from this page
queue.hasDraft = (id) => drafts.has(id);

// --- where we are -----------------------------------------------------------------------------------------

const idInPath = () => decodeURIComponent(location.pathname.match(/^\/desk\/c\/([^/]+)$/)?.[1] ?? "") || null;

async function open(id, { push = true, focus = true } = {}) {
  if (push && id !== idInPath()) history.pushState({}, "", id ? `/desk/c/${encodeURIComponent(id)}` : "/desk");
  queue.setOpen(id);
  knowledge.leave(id);
  byId("brief-inline").open = false;
  await talk.open(id);
  if (focus && id && talk.id === id) byId("talk").focus({ preventScroll: true });
  setTitle();
}

addEventListener("popstate", () => open(idInPath(), { push: false }));
byId("back").addEventListener("click", (event) => {
  event.preventDefault();
  const from = talk.id;
  open(null);
  document.querySelector(`#queue-list a[data-id="${CSS.escape(from)}"]`)?.focus();
});

function setTitle() {
  const count = queue.waiting ? `(${queue.waiting}) ` : "";
  document.title = `${count}${talk.head ? `${talk.customer} · ` : ""}Desk · ${main.dataset.company}`;
}

// --- what changes -----------------------------------------------------------------------------------------

let reading = false;
let again = false;

async function refreshQueue() {
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  try {
    do {
      again = false;
      const answer = await get("/desk/api/queue");
      setServerTime(answer.now);
      const fresh = queue.update(answer);
      for (const entry of queue.again) toast(`Nobody has taken ${entry.customer} for ${span(serverNow() - entry.opened_at)}.`);
      for (const entry of queue.given) if (!taken.has(entry.handoff_id)) tellGiven(entry);
      for (const entry of fresh) announce(`${entry.customer} is waiting: ${entry.reason_label}`);
      setTitle();
    } while (again);
  } catch (error) {
    if (!error.passing) toast(error.message);
    again = false;
  } finally {
    reading = false;
  }
}

/** A colleague has put it into this agent's hands: said at once, also while something else is open. */
function tellGiven(entry) {
  const there = entry.conversation_id === talk.id;
  const action = there ? null : h("button", { class: "button small", type: "button", onclick: () => open(entry.conversation_id) }, "Open");
  const words = `${entry.customer} is with you now.`;
  toast(words, { action });
  announce(words);
}

let soon = null;

function refreshSoon() {
  soon ??= setTimeout(() => {
    soon = null;
    refreshQueue();
  }, 150);
}

function onNote(note) {
  if (note.type === "queue" || note.type === "resync") refreshSoon();
  if (note.type === "resync" || (note.type === "conversation" && note.id === talk.id)) talk.refresh().then(setTitle);
  if (note.type === "conversation" && queue.find(note.id)) refreshSoon();
  if (note.type === "queue" && talk.id) talk.refresh();
  if (note.type === "seen" && note.id === talk.id) talk.seen(note.seq);
  if (note.type === "typing" && note.who === "customer") customerTyping(note);
}

function customerTyping(note) {
  if (note.id === talk.id) talk.customerTyping(note.on);
  if (note.on) queue.typing.add(note.id);
  else queue.typing.delete(note.id);
  if (note.on) setTimeout(() => queue.typing.delete(note.id) && queue.render(), 6000);
  queue.render();
}

function heard(entries) {
  for (const entry of entries) {
    const who = entry.author === "customer" ? talk.customer : entry.author_name || "Bot";
    announce(entry.notice ? toldBy(entry) : `${entry.internal ? "Internal note by " : ""}${who}: ${entry.text}`);
  }
}

const LINE = {
  live: ["Live", "Changes appear at once."],
  polling: ["Reconnecting…", "The live line is down. The desk looks for news every few seconds and reconnects by itself."],
  offline: ["Offline", "Your browser is offline. What you write is kept and sent when it is back."],
  ended: ["Signed out", ""],
};

function showLine(state) {
  const [text, title] = LINE[state];
  const slot = byId("line-state");
  slot.dataset.state = state;
  slot.textContent = text;
  slot.title = title;
}

onSignedOut(() => {
  if (live.ended) return;
  live.end();
  outbox.pause();
  const where = `/staff/sign-in?expired&next=${encodeURIComponent(location.pathname)}`;
  toast("You are signed out. What you have typed is kept in this browser.", { action: h("a", { class: "button small", href: where }, "Sign in"), seconds: 0 });
});

// --- what an agent does -----------------------------------------------------------------------------------

function buttons(of) {
  if (!of.handoff.open) return [];
  const make = (text, key, onclick, kind = "") => h("button", { class: `button ${kind}`, type: "button", "aria-keyshortcuts": key.toLowerCase(), onclick }, text, h("kbd", {}, key));
  const give = of.canMove ? [make("Give", "G", () => moves.give())] : [];
  const escalate = of.canEscalate ? [make("Escalate", "X", () => moves.escalate())] : [];
  if (of.handoff.status === "waiting") return [...escalate, ...give, make("Claim", "C", claim, "primary")];
  const owner = of.mine ? [] : [h("span", { class: "owner" }, `With ${of.handoff.claimed_by_name}`)];
  if (!of.canClose) return owner;
  return [...owner, ...escalate, ...give, make("Return to bot", "B", giveBack), make("Resolve", "E", resolve, "primary")];
}

async function act(doing) {
  try {
    await doing();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  } finally {
    await Promise.all([talk.refresh(), refreshQueue()]);
  }
}

const claiming = new Map();

/** True once it is ours. Whoever sends while a claim is on its way waits for that one. */
function claim() {
  const { id } = talk;
  if (!claiming.has(id)) claiming.set(id, take().finally(() => claiming.delete(id)));
  return claiming.get(id);
}

async function take() {
  if (talk.handoff?.status !== "waiting") return false;
  const name = talk.customer;
  const { handoff_id: handoff } = talk.handoff;
  taken.add(handoff);
  const ours = await act(() => post(handoffPath(talk, "claim")));
  if (!ours) taken.delete(handoff);
  if (ours) {
    announce(`You have claimed ${name}'s conversation.`);
    if (!document.activeElement?.matches("textarea")) composer.write("reply");
  }
  return ours;
}

async function send(mode, text) {
  const { id } = talk;
  if (mode === "reply" && !(await knowledge.maySend(text))) return false;
  if (!talk.handoff?.open) return false;
  if (mode === "reply" && !talk.mine && !(await claim())) return false;
  if (talk.id !== id) return false;
  outbox.add(id, talk.handoff.handoff_id, mode, text);
  talk.log.toEnd();
  return true;
}

function onSent(item) {
  if (item.conversation === talk.id) talk.refresh();
  refreshSoon();
  announce(item.kind === "note" ? "Note saved." : "Reply sent.");
}

for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close(""));
}

function ask(name) {
  const dialog = byId(`${name}-dialog`);
  byId(`${name}-draft`).hidden = !(drafts.text(talk.id, "reply").trim() || outbox.of(talk.id).length);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "go"), { once: true }));
}

async function resolve() {
  if (!talk.canClose) return;
  const path = handoffPath(talk, "resolve");
  const shown = talk.lastSeq();
  byId("resolve-dialog").querySelector("form").reset();
  const read = talk.handoff.package.intent_sure ? talk.handoff.package.intent : "";
  byId("resolve-intent").options[0].text = read ? `As the bot read it: ${read}` : "The bot was not sure";
  const { suggests, open_question: question } = talk.handoff.package;
  picker.open(talk.id, suggests ? question : "");
  if (!(await ask("resolve"))) return;
  const how = { ...Object.fromEntries(new FormData(byId("resolve-dialog").querySelector("form"))), ...picker.choice };
  if (await act(() => post(path, { ...how, shown }))) announce("Resolved.");
}

async function giveBack() {
  if (!talk.canClose) return;
  const path = handoffPath(talk, "return");
  const shown = talk.lastSeq();
  if (!(await ask("return"))) return;
  if (await act(() => post(path, { shown }))) announce("Returned to the bot.");
}

const moves = new Moves(talk, { act, ask, path: handoffPath });
const singleKeys = byId("single-keys");
singleKeys.checked = drafts.setting("keys") !== false;
singleKeys.addEventListener("change", () => drafts.setSetting("keys", singleKeys.checked));
bindKeys(() => singleKeys.checked, {
  j: () => go(1),
  k: () => go(-1),
  c: claim,
  r: () => composer.write("reply"),
  n: () => composer.write("note"),
  e: resolve,
  "/": () => knowledge.open(),
  b: giveBack,
  g: () => moves.give(),
  x: () => moves.escalate(),
  1: () => queue.show("waiting"),
  2: () => queue.show("mine"),
  3: () => queue.show("all"),
  "?": () => byId("help-dialog").showModal(),
});
byId("help-button").addEventListener("click", () => byId("help-dialog").showModal());

function go(step) {
  const id = queue.neighbour(step);
  if (!id) return;
  open(id, { focus: false });
  const line = document.querySelector(`#queue-list a[data-id="${CSS.escape(id)}"]`);
  line?.focus();
  line?.scrollIntoView({ block: "nearest" });
}

// --- go ---------------------------------------------------------------------------------------------------

await refreshQueue();
if (!queue.visible().length && queue.entries.some((entry) => queue.isMine(entry))) queue.show("mine");
if (idInPath()) {
  await open(idInPath(), { push: false, focus: false });
  if (talk.handoff?.open && talk.handoff.status !== "waiting") queue.show(talk.mine ? "mine" : "all");
} else {
  talk.draw();
}
presence.load();
live.start();
outbox.resume();
