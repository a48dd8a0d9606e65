// The log of a conversation: what the customer, the bot and the agents said, notices, and notes among ourselves.

import { byId, clockTime, dayName, h, link, reconcile, time } from "./dom.js";
import { filesOf, filesSig } from "./files.js";

const GROUP_MS = 5 * 60 * 1000;
const BOT = "Bot";

function speaker(entry, context) {
  if (entry.author === "customer") return context.customer;
  if (entry.author === "bot") return entry.author_name ? `${entry.author_name} (bot)` : BOT;
  return entry.author_id === context.staffId ? "You" : entry.author_name || "Agent";
}

function sources(entry) {
  if (!entry.sources.length) return null;
  return h("ul", { class: "sources", "aria-label": "Sources" }, entry.sources.map((source) => h("li", {}, link(source.title, source.url))));
}

function filesFor(entry, context) {
  return entry.author === "customer" && entry.client_id ? context.files.filter((file) => file.message === entry.client_id) : [];
}

function choices(entry) {
  if (!entry.quick_replies.length) return null;
  return h("ul", { class: "choices", "aria-label": "Buttons offered" }, entry.quick_replies.map((text) => h("li", {}, text)));
}

function bubble(entry, context, first, receipt) {
  const internal = entry.internal;
  const side = internal ? "note" : entry.author;
  const foot = [entry.edited && !entry.deleted ? "Changed" : "", receipt || (entry.pressed ? "Pressed a button" : "")].filter(Boolean).join(" · ");
  const head = first
    ? h("p", { class: "entry-head" }, internal ? h("span", { class: "note-tag locked" }, "Internal note") : null, h("strong", {}, speaker(entry, context)), time(entry.at))
    : h("p", { class: "hidden-text" }, `${internal ? "Internal note, " : ""}${speaker(entry, context)}, ${clockTime(entry.at)}`);
  return h(
    "li",
    { class: `entry ${side}${first ? " first" : ""}`, dataset: { seq: entry.seq } },
    head,
    h("div", { class: "bubble" }, h("p", { class: "words" }, entry.deleted ? h("em", {}, "Deleted by the one who wrote it.") : entry.text), sources(entry), choices(entry), filesOf(filesFor(entry, context))),
    foot ? h("p", { class: "entry-foot" }, foot) : null,
  );
}

/** Entries as they read now: an agent may have said one otherwise since, or taken it back. */
function asTheyRead(entries) {
  const now = new Map(entries.map((entry) => [entry.seq, entry]));
  for (const { of, notice, text } of entries) {
    const said = of && now.get(of);
    if (said) now.set(of, notice === "taken_back" ? { ...said, text: "", deleted: true } : { ...said, text, edited: true });
  }
  return [...now.values()];
}

/** A notice in words. */
export function toldBy(entry) {
  if (!entry.of) return entry.text;
  return `${entry.author_name} ${entry.notice === "taken_back" ? "deleted" : "changed"} an earlier ${entry.internal ? "note" : "message"}.`;
}

function notice(entry) {
  const inside = entry.internal ? h("span", { class: "note-tag locked" }, "Only your team") : null;
  return h("li", { class: `entry notice${entry.internal ? " internal" : ""}`, dataset: { seq: entry.seq } }, h("p", {}, inside, h("span", {}, toldBy(entry)), time(entry.at)));
}

const STATES = { sending: "Sending…", retrying: "Not sent yet, trying again…", failed: "Not sent" };

function pending(item, actions) {
  const failed = item.state === "failed";
  const foot = h(
    "p",
    { class: `entry-foot${failed ? " failed" : ""}` },
    failed ? `${STATES.failed}: ${item.error}` : STATES[item.state],
    failed ? h("span", { class: "entry-actions" }, button("Try again", () => actions.retry(item)), button("Edit", () => actions.edit(item)), button("Discard", () => actions.discard(item))) : null,
  );
  return h(
    "li",
    { class: `entry ${item.kind === "note" ? "note" : "agent"} first pending`, dataset: { client: item.client_id } },
    h("p", { class: "entry-head" }, item.kind === "note" ? h("span", { class: "note-tag locked" }, "Internal note") : null, h("strong", {}, "You")),
    h("div", { class: "bubble" }, h("p", { class: "words" }, item.text)),
    foot,
  );
}

const button = (text, onclick) => h("button", { class: "link-button", type: "button", onclick }, text);

function startsGroup(entry, before) {
  if (!before || before.author !== entry.author || before.internal !== entry.internal) return true;
  return before.notice !== null || before.author_id !== entry.author_id || entry.at - before.at > GROUP_MS;
}

export class Log {
  constructor() {
    this.box = byId("log");
    this.list = byId("entries");
    this.jump = byId("jump");
    this.jump.addEventListener("click", () => this.toEnd());
    this.stuck = true;
    this.box.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck) this.jump.hidden = true;
    });
    // The composer grows and shrinks: whoever read the newest words goes on reading them.
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.box);
  }

  atEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 80;
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.stuck = true;
    this.jump.hidden = true;
  }

  /** Bring one entry into view. */
  show(seq) {
    this.stuck = false;
    this.list.querySelector(`[data-seq="${seq}"]`)?.scrollIntoView({ block: "center" });
    this.box.focus({ preventScroll: true });
  }

  /** Draw everything. `keep` is "end" (a new conversation), "place" (earlier entries came in front) or "auto". */
  render(entries, waiting, context, actions, keep = "auto") {
    const stay = this.atEnd();
    const fromBottom = this.box.scrollHeight - this.box.scrollTop;
    const grew = entries.length && entries.at(-1).seq !== this.lastSeq;
    reconcile(this.list, this.specs(entries, waiting, context, actions));
    this.lastSeq = entries.at(-1)?.seq ?? 0;
    if (keep === "end" || (keep === "auto" && stay)) this.toEnd();
    else if (keep === "place") this.box.scrollTop = this.box.scrollHeight - fromBottom;
    else if (grew) this.jump.hidden = false;
  }

  specs(entries, waiting, context, actions) {
    const specs = [];
    const last = entries.findLast((entry) => entry.author === "agent" && !entry.internal);
    let before = null;
    for (const entry of asTheyRead(entries)) {
      const name = dayName(entry.at);
      if (!before || dayName(before.at) !== name) specs.push({ key: `day ${entry.seq}`, sig: name, make: () => h("li", { class: "day" }, name) });
      const first = startsGroup(entry, before);
      const receipt = entry.seq === last?.seq ? (entry.seq <= context.seenSeq ? "Seen" : "Sent") : "";
      specs.push({ key: entry.id, sig: `${first}${receipt}${context.customer}${filesSig(filesFor(entry, context))}${entry.deleted ? "deleted" : entry.edited ? entry.text : ""}`, make: () => (entry.notice ? notice(entry) : bubble(entry, context, first, receipt)) });
      before = entry;
    }
    for (const item of waiting) specs.push({ key: item.client_id, sig: item.state + item.error, make: () => pending(item, actions) });
    return specs;
  }
}
