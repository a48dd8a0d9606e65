// The queue: who waits, how long, how urgent, why, and who has them.

import { showDue } from "./due.js";
import { byId, h, reconcile, serverNow, span } from "./dom.js";

const EMPTY = {
  waiting: ["Nobody is waiting", "New handoffs appear here by themselves. Your own conversations are under “Mine”."],
  mine: ["Nothing with you right now", "Claim a waiting conversation and it appears here."],
  all: ["The desk is clear", "The bot is handling everything. Handoffs appear here by themselves."],
};

export class Queue {
  /** `onOpen(conversationId)` when a line is chosen. */
  constructor(staffId, onOpen) {
    this.staffId = staffId;
    this.onOpen = onOpen;
    this.entries = [];
    this.waiting = 0;
    this.filter = "waiting";
    this.openId = null;
    this.loaded = false;
    this.readAt = 0;
    this.again = [];
    this.typing = new Set();
    this.hasDraft = () => false;
    this.list = byId("queue-list");
    this.buttons = [...document.querySelectorAll("[data-filter]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.show(button.dataset.filter));
    setInterval(() => this.tick(), 1000);
  }

  show(filter) {
    this.filter = filter;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.filter === filter));
    this.render();
  }

  isMine(entry) {
    return entry.claimed_by === this.staffId;
  }

  visible() {
    if (this.filter === "waiting") return this.entries.filter((entry) => entry.status === "waiting");
    if (this.filter === "mine") return this.entries.filter((entry) => this.isMine(entry));
    return this.entries;
  }

  find(conversationId) {
    return this.entries.find((entry) => entry.conversation_id === conversationId) ?? null;
  }

  /** Takes the server's queue; returns the entries that wait and were not there before. `given` are those that have
   *  become this agent's own, by whomever. */
  update(queue) {
    const known = new Set(this.entries.map((entry) => entry.handoff_id));
    const fresh = queue.entries.filter((entry) => entry.status === "waiting" && !known.has(entry.handoff_id));
    const counts = new Map(this.entries.map((entry) => [entry.handoff_id, entry.reannounced]));
    this.again = queue.entries.filter((entry) => entry.reannounced > (counts.get(entry.handoff_id) ?? entry.reannounced));
    const mine = new Set(this.entries.filter((entry) => this.isMine(entry)).map((entry) => entry.handoff_id));
    this.given = this.loaded ? queue.entries.filter((entry) => this.isMine(entry) && !mine.has(entry.handoff_id)) : [];
    this.entries = queue.entries;
    this.readAt = queue.now;
    this.waiting = queue.waiting;
    const first = !this.loaded;
    this.loaded = true;
    this.render();
    return first ? [] : fresh;
  }

  setOpen(conversationId) {
    this.openId = conversationId;
    this.render();
  }

  /** The conversation `step` lines further down, from the open one. */
  neighbour(step) {
    const entries = this.visible();
    if (!entries.length) return null;
    const at = entries.findIndex((entry) => entry.conversation_id === this.openId);
    if (at < 0) return entries[step > 0 ? 0 : entries.length - 1].conversation_id;
    return entries[Math.min(entries.length - 1, Math.max(0, at + step))].conversation_id;
  }

  render() {
    const focused = document.activeElement?.closest?.("#queue-list a")?.dataset.id;
    const counts = { waiting: this.waiting, mine: this.entries.filter((e) => this.isMine(e)).length, all: this.entries.length };
    for (const slot of document.querySelectorAll("[data-count]")) slot.textContent = String(counts[slot.dataset.count]);
    const entries = this.visible();
    reconcile(this.list, entries.map((entry) => this.spec(entry)));
    this.renderEmpty(entries.length === 0);
    this.tick();
    if (focused) this.list.querySelector(`a[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  renderEmpty(empty) {
    const box = byId("queue-empty");
    box.hidden = !empty;
    if (!empty) return;
    const [title, text] = this.loaded ? EMPTY[this.filter] : ["Loading the queue…", "One moment."];
    box.replaceChildren(h("h3", {}, title), h("p", {}, text));
  }

  spec(entry) {
    const id = entry.conversation_id;
    // A countdown is written by `tick`; what is left of it must not draw the line anew.
    const { seq, due, ...rest } = entry;
    const shown = { ...rest, due: due?.kind };
    const sig = JSON.stringify([shown, id === this.openId, this.typing.has(id), this.hasDraft(id)]);
    return { key: id, sig, make: () => this.line(entry) };
  }

  line(entry) {
    const id = entry.conversation_id;
    const current = id === this.openId;
    const row = h(
      "a",
      { href: `/desk/c/${encodeURIComponent(id)}`, class: `line p${entry.priority}`, "aria-current": current ? "true" : null, dataset: { id } },
      h(
        "span",
        { class: "line-top" },
        h("strong", { class: "line-name" }, entry.customer),
        entry.tier ? h("span", { class: `badge tier-${entry.tier}` }, entry.tier_label) : null,
        h("span", { class: "line-wait number", dataset: { wait: id } }),
      ),
      h(
        "span",
        { class: "line-why" },
        entry.priority >= 2 ? h("span", { class: `badge priority-${entry.priority}` }, entry.priority_label) : h("span", { class: "hidden-text" }, `${entry.priority_label} priority.`),
        h("span", {}, entry.reason_label),
        entry.account ? h("span", { class: "line-account" }, entry.account) : null,
        entry.due ? h("span", { class: "line-due badge number", dataset: { due: id } }) : null,
      ),
      h("span", { class: "line-last" }, this.typing.has(id) ? h("em", {}, "is typing…") : entry.last_text || "No words yet"),
      this.foot(entry),
    );
    row.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.onOpen(id);
    });
    return h("li", {}, row);
  }

  foot(entry) {
    const parts = [];
    if (entry.escalated_at) parts.push(h("span", { class: "badge bad", title: entry.escalation_note }, `Escalated by ${entry.escalated_by_name}`));
    if (entry.status === "claimed") parts.push(h("span", { class: "line-owner" }, this.isMine(entry) ? "With you" : `With ${entry.claimed_by_name}`));
    if (entry.unread && entry.status === "claimed") parts.push(h("span", { class: "badge warn" }, `${entry.unread} new`));
    if (this.hasDraft(entry.conversation_id)) parts.push(h("span", { class: "badge note" }, "Draft"));
    return parts.length ? h("span", { class: "line-foot" }, parts) : null;
  }

  /** Waiting counts up; with an agent it counts since the customer's last unanswered words. */
  tick() {
    const now = serverNow();
    for (const slot of this.list.querySelectorAll("[data-wait]")) {
      const entry = this.find(slot.dataset.wait);
      if (!entry) continue;
      if (entry.status === "waiting") slot.textContent = span(now - entry.opened_at);
      else if (entry.unread) slot.textContent = span(now - entry.last_customer_at);
      else slot.textContent = "answered";
      slot.classList.toggle("settled", entry.status !== "waiting" && !entry.unread);
    }
    for (const slot of this.list.querySelectorAll("[data-due]")) {
      const due = this.find(slot.dataset.due)?.due;
      if (due) showDue(slot, due, this.readAt);
    }
  }
}
