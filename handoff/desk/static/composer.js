// Where an agent writes. A reply and an internal note are two texts that never mix: switching puts one away and
// takes the other out, and what is sent goes where its own text was written.

import { post } from "./api.js";
import { byId } from "./dom.js";

const TYPING_EVERY = 3000;
const TYPING_ENDS = 5000;

export class Composer {
  /** `onSend(mode, text)` returns a promise of true when the text was taken. */
  constructor(drafts, onSend, onDraft) {
    this.drafts = drafts;
    this.onSend = onSend;
    this.onDraft = onDraft;
    this.mode = "reply";
    this.talk = null;
    this.typingAt = 0;
    this.form = byId("composer");
    this.field = byId("text");
    this.enterSends = byId("enter-sends");
    this.enterSends.checked = drafts.setting("enter") === true;
    this.bind();
  }

  bind() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    for (const button of this.form.querySelectorAll("[data-mode]")) {
      button.addEventListener("click", () => this.write(button.dataset.mode));
    }
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.enterSends.addEventListener("change", () => {
      this.drafts.setSetting("enter", this.enterSends.checked);
      this.draw();
    });
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      byId("log").focus();
    }
    if (event.key !== "Enter" || event.isComposing) return;
    const wanted = event.metaKey || event.ctrlKey || (this.enterSends.checked && !event.shiftKey);
    if (wanted) {
      event.preventDefault();
      this.send();
    }
  }

  /** Show the composer for a conversation: {id, handoff, mine, waiting, owner, open}. */
  open(talk) {
    const other = this.talk?.id !== talk.id;
    this.talk = talk;
    if (other) {
      this.mode = this.canReply() ? "reply" : "note";
      this.load();
    } else if (this.mode === "reply" && !this.canReply() && !this.field.value) {
      this.mode = "note";
      this.load();
    }
    this.draw();
  }

  canReply() {
    return Boolean(this.talk?.open && (this.talk.mine || this.talk.waiting));
  }

  load() {
    this.field.value = this.drafts.text(this.talk.id, this.mode);
    this.grow();
  }

  /** Switch to replying or to a note, and put the cursor there. */
  write(mode) {
    if (!this.talk?.open) return;
    if (mode === "reply" && !this.canReply()) {
      byId("composer-state").textContent = `${this.talk.owner} has this conversation, so only they can reply. Leave a note instead.`;
      mode = "note";
    }
    if (mode !== this.mode) {
      this.stopTyping();
      this.mode = mode;
      this.load();
    }
    this.draw();
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** Put a text into the reply, or the note, after what is already there. */
  insert(text, mode = "reply") {
    this.write(mode);
    if (this.mode !== mode) return;
    const before = this.field.value.trimEnd();
    this.field.value = before ? `${before}\n\n${text}` : text;
    this.changed();
    this.field.focus();
  }

  restore(mode, text) {
    this.write(mode);
    const before = this.field.value.trim();
    this.field.value = before ? `${text}\n\n${before}` : text;
    this.changed();
  }

  changed() {
    this.drafts.setText(this.talk.id, this.mode, this.field.value);
    this.grow();
    this.onDraft(this.talk.id);
    if (this.mode === "reply" && this.talk.mine && this.field.value.trim()) this.typing();
    else this.stopTyping();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, innerHeight * 0.4)}px`;
  }

  draw() {
    const note = this.mode === "note";
    const words = note ? "Internal note, only your team sees it" : "Reply to customer";
    this.form.dataset.mode = this.mode;
    for (const button of this.form.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
    }
    byId("mode-reply").disabled = !this.canReply();
    byId("note-warning").hidden = !note;
    this.field.setAttribute("aria-label", words);
    this.field.placeholder = note ? "Write a note for your team…" : this.talk.named ? `Write to ${this.talk.customer}…` : "Write to the customer…";
    byId("send").textContent = note ? "Save note" : this.talk.waiting ? "Claim and send" : "Send reply";
    byId("send").classList.toggle("note-button", note);
    byId("send-hint").textContent = this.enterSends.checked ? "Shift+Enter for a new line" : "Ctrl+Enter sends";
    byId("composer-state").textContent = !this.canReply() && this.talk.open ? `${this.talk.owner} is replying` : "";
  }

  async send() {
    const text = this.field.value.trim();
    const { mode, talk } = this;
    if (!text || this.sending) return;
    this.sending = true;
    this.stopTyping();
    try {
      if (!(await this.onSend(mode, text))) return;
      this.drafts.setText(talk.id, mode, "");
      if (this.talk.id === talk.id && this.mode === mode && this.field.value.trim() === text) this.load();
      this.onDraft(talk.id);
    } finally {
      this.sending = false;
    }
  }

  typing() {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), TYPING_ENDS);
    if (Date.now() - this.typingAt < TYPING_EVERY) return;
    this.typingAt = Date.now();
    this.tellTyping(this.talk.handoff, true);
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    if (!this.typingAt) return;
    this.typingAt = 0;
    this.tellTyping(this.talk.handoff, false);
  }

  tellTyping(handoff, on) {
    // Only a courtesy: when it does not arrive, nothing is lost.
    post(`/desk/api/handoffs/${encodeURIComponent(handoff)}/typing`, { on }).catch(() => {});
  }
}
