// The open conversation: keeps its log complete, whatever notes were lost, and draws it.

import { get } from "./api.js";
import { briefCard } from "./brief.js";
import { byId, h } from "./dom.js";
import { Log } from "./log.js";

const TYPING_LASTS = 6000;

export class Talk {
  constructor(staff, outbox, composer, actions) {
    this.staff = staff;
    this.staffId = staff.id;
    this.outbox = outbox;
    this.composer = composer;
    this.actions = actions;
    this.log = new Log();
    this.id = null;
    this.clear();
    byId("older").addEventListener("click", () => this.older());
  }

  clear() {
    this.entries = new Map();
    this.head = null;
    this.handoffs = [];
    this.added = null;
    this.earlier = [];
    this.files = [];
    this.error = null;
    this.briefSig = "";
    this.actionsSig = "";
    clearTimeout(this.typingTimer);
    byId("typing").hidden = true;
  }

  /** The handoff that matters: the open one, or else the last. */
  get handoff() {
    return this.handoffs.findLast((handoff) => handoff.open) ?? this.handoffs.at(-1) ?? null;
  }

  get mine() {
    return Boolean(this.handoff?.open && this.handoff.claimed_by === this.staffId);
  }

  /** An agent ends their own handoffs, an admin also those of an absent colleague. */
  get canClose() {
    return this.mine || Boolean(this.staff.admin && this.handoff?.status === "claimed");
  }

  /** Who has it gives it away; an admin also what others have, or what waits. */
  get canMove() {
    return Boolean(this.handoff?.open && (this.mine || this.staff.admin));
  }

  /** Anybody may say that what waits is more urgent. */
  get canEscalate() {
    return Boolean(this.handoff?.open && (this.handoff.status === "waiting" || this.canClose));
  }

  get customer() {
    return this.handoff?.package.customer || "Visitor";
  }

  async open(id) {
    this.id = id;
    this.clear();
    this.draw("end");
    if (id) await this.refresh("end");
  }

  /** Read what is new until nothing is missing. Concurrent calls run once more after the running one. */
  async refresh(keep = "auto") {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    try {
      do {
        this.again = false;
        await this.read(keep);
      } while (this.again);
    } finally {
      this.reading = false;
    }
  }

  async read(keep) {
    const id = this.id;
    if (!id) return;
    const last = this.lastSeq();
    try {
      const after = last ? `?after=${last}` : "";
      const answer = await get(`/desk/api/conversations/${encodeURIComponent(id)}${after}`);
      if (this.id !== id) {
        this.again = true;
        return;
      }
      this.error = null;
      this.head = answer.conversation;
      this.handoffs = answer.handoffs;
      this.added = answer.added;
      this.earlier = answer.earlier;
      this.files = answer.files;
      const fresh = answer.messages.filter((entry) => !this.entries.has(entry.seq));
      for (const entry of answer.messages) this.entries.set(entry.seq, entry);
      this.outbox.arrived(new Set(fresh.map((entry) => entry.client_id).filter(Boolean)));
      if (last) this.actions.heard(fresh.filter((entry) => entry.author_id !== this.staffId));
      if (fresh.some((entry) => entry.author === "customer")) this.customerTyping(false);
      if (this.lastSeq() < this.head.seq) this.again = fresh.length > 0;
    } catch (error) {
      if (this.id !== id) {
        this.again = true;
        return;
      }
      if (error.status === 404 || !this.head) this.error = error;
    }
    this.draw(keep);
  }

  lastSeq() {
    return this.entries.size ? Math.max(...this.entries.keys()) : 0;
  }

  firstSeq() {
    return this.entries.size ? Math.min(...this.entries.keys()) : 0;
  }

  async older() {
    const id = this.id;
    byId("older").disabled = true;
    try {
      const answer = await get(`/desk/api/conversations/${encodeURIComponent(id)}/messages?before=${this.firstSeq()}`);
      if (this.id !== id) return;
      for (const entry of answer.messages) this.entries.set(entry.seq, entry);
      this.draw("place");
    } catch (error) {
      this.actions.failed(error);
    } finally {
      byId("older").disabled = false;
    }
  }

  customerTyping(on) {
    clearTimeout(this.typingTimer);
    const line = byId("typing");
    const stay = this.log.atEnd();
    line.hidden = !on;
    line.textContent = `${this.customer} is typing…`;
    if (on) this.typingTimer = setTimeout(() => this.customerTyping(false), TYPING_LASTS);
    if (stay) this.log.toEnd();
  }

  seen(seq) {
    if (!this.head || seq <= this.head.seen_seq) return;
    this.head.seen_seq = seq;
    this.draw();
  }

  draw(keep = "auto") {
    byId("talk-full").hidden = !this.head;
    byId("talk-empty").hidden = Boolean(this.head);
    document.body.classList.toggle("in-talk", Boolean(this.id));
    if (!this.head) {
      this.drawEmpty();
      return;
    }
    this.drawHead();
    this.drawBrief();
    this.drawComposer();
    const entries = [...this.entries.values()].sort((a, b) => a.seq - b.seq);
    byId("older").hidden = this.firstSeq() <= 1;
    const context = { staffId: this.staffId, customer: this.customer, seenSeq: this.head.seen_seq, files: this.files };
    this.log.render(entries, this.outbox.of(this.id), context, this.actions, keep);
  }

  drawEmpty() {
    byId("brief").hidden = true;
    const retry = h("button", { class: "button", type: "button", onclick: () => this.refresh("end") }, "Try again");
    const back = h("a", { class: "button", href: "/desk" }, "Back to the queue");
    let content = [h("h2", {}, "Pick a conversation"), h("p", {}, "Choose one from the queue, or press J for the most urgent."), h("p", { class: "hint" }, "Press ? for all shortcuts.")];
    if (this.error) content = [h("h2", {}, "This conversation did not open"), h("p", {}, this.error.message), this.error.status === 404 ? back : retry];
    else if (this.id) content = [h("p", {}, "Opening…")];
    byId("talk-empty").replaceChildren(...content);
  }

  drawHead() {
    const { handoff, head } = this;
    const brief = handoff.package;
    byId("talk-name").textContent = this.customer;
    const about = [
      brief.account || null,
      brief.tier ? h("span", { class: `badge tier-${brief.tier}` }, brief.tier_label) : null,
      h("span", { class: `badge ${brief.level >= 2 ? "good" : "warn"}` }, brief.level_label),
      h("span", { class: "quiet" }, `${head.channel} · ${head.locale}`),
      handoff.open ? null : h("span", { class: "badge" }, handoff.status_label),
    ].filter(Boolean);
    byId("talk-about").replaceChildren(...about);
    const sig = [handoff.handoff_id, handoff.status, handoff.claimed_by].join();
    if (sig === this.actionsSig) return;
    this.actionsSig = sig;
    byId("talk-actions").replaceChildren(...this.actions.buttons(this));
  }

  drawBrief() {
    const { handoff } = this;
    const sig = JSON.stringify([handoff, this.added, this.earlier, this.composer.canReply(), this.mine]);
    byId("brief").hidden = false;
    if (sig === this.briefSig) return;
    this.briefSig = sig;
    const canUse = handoff.open && (this.mine || handoff.status === "waiting");
    const use = canUse ? (text) => this.composer.insert(text) : null;
    const earlier = this.handoffs.filter((other) => other !== handoff);
    const about = { use, added: this.added, show: (entry) => this.show(entry), earlier: this.earlier, open: this.actions.visit };
    const more = earlier.map((other) => h("details", { class: "earlier" }, h("summary", {}, `Earlier handoff: ${other.reason_label}`), briefCard(other)));
    byId("brief").replaceChildren(h("h2", { class: "brief-title" }, "Handoff brief"), briefCard(handoff, about), ...more);
    byId("brief-small").replaceChildren(briefCard(handoff, about));
  }

  show(entry) {
    byId("brief-inline").open = false;
    this.log.show(entry.seq);
  }

  drawComposer() {
    const { handoff } = this;
    byId("composer").hidden = !handoff.open;
    byId("composer-closed").hidden = handoff.open;
    if (!handoff.open) {
      const next = this.head.mode === "bot" ? "The bot has the word now. If the customer needs a person again, the conversation comes back to the queue." : "It comes back to the queue when a person is needed again.";
      byId("composer-closed").replaceChildren(h("strong", {}, handoff.status_label), h("span", {}, ` ${next}`));
    }
    this.composer.open({
      id: this.id,
      handoff: handoff.handoff_id,
      open: handoff.open,
      mine: this.mine,
      waiting: handoff.status === "waiting",
      owner: handoff.claimed_by_name,
      customer: this.customer,
      named: !handoff.package.nameless,
    });
  }
}
