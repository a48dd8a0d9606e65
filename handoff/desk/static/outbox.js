// Sending what was written: in order per conversation, again and again while the network or the server is at
// fault, and with the same id each time, so that a repeat is the same message.

import { post } from "./api.js";
import { newId } from "./dom.js";

export class Outbox {
  /** `onChange(conversationId)` after every change of state; `onSent(item, receipt)` when the server has it. */
  constructor(drafts, onChange, onSent) {
    this.drafts = drafts;
    this.onChange = onChange;
    this.onSent = onSent;
    this.items = drafts.sending();
    this.busy = new Set();
    this.paused = false;
  }

  /** Go on with what an earlier page left. */
  resume() {
    this.paused = false;
    for (const conversation of new Set(this.items.map((item) => item.conversation))) this.drain(conversation);
  }

  pause() {
    this.paused = true;
  }

  of(conversation) {
    return this.items.filter((item) => item.conversation === conversation);
  }

  add(conversation, handoff, kind, text) {
    const item = { client_id: newId(), conversation, handoff, kind, text, at: Date.now(), state: "sending", error: "", tries: 0 };
    this.items.push(item);
    this.drafts.setSending(item);
    this.onChange(conversation);
    this.drain(conversation);
    return item;
  }

  /** The log shows it: the server has it, whatever became of the answer. */
  arrived(clientIds) {
    this.items = this.items.filter((item) => {
      if (!clientIds.has(item.client_id)) return true;
      this.drafts.sent(item.client_id);
      return false;
    });
  }

  retry(item) {
    item.state = "sending";
    item.tries = 0;
    this.onChange(item.conversation);
    this.drain(item.conversation);
  }

  /** Take a message out that could not be sent; returns its text. */
  withdraw(item) {
    this.items = this.items.filter((other) => other !== item);
    this.drafts.sent(item.client_id);
    this.onChange(item.conversation);
    return item.text;
  }

  async drain(conversation) {
    if (this.busy.has(conversation)) return;
    this.busy.add(conversation);
    try {
      for (let item = this.next(conversation); item && !this.paused; item = this.next(conversation)) await this.send(item);
    } finally {
      this.busy.delete(conversation);
    }
  }

  next(conversation) {
    return this.items.find((item) => item.conversation === conversation && item.state !== "failed");
  }

  async send(item) {
    try {
      const path = `/desk/api/handoffs/${encodeURIComponent(item.handoff)}/${item.kind}`;
      const receipt = await post(path, { text: item.text, client_id: item.client_id });
      this.arrived(new Set([item.client_id]));
      this.onSent(item, receipt);
    } catch (error) {
      item.error = error.message;
      if (error.status === 401) {
        this.paused = true;
      } else if (error.passing) {
        item.state = "retrying";
        item.tries += 1;
        this.onChange(item.conversation);
        const wait = error.retryAfter ? error.retryAfter * 1000 : Math.min(15000, 800 * 2 ** Math.min(item.tries, 6));
        await new Promise((done) => setTimeout(done, wait));
        return;
      } else {
        item.state = "failed";
      }
    }
    this.onChange(item.conversation);
  }
}
