// One customer's conversation as this tab knows it: the log, the outbox, who is speaking. The server's log is the truth;
// a message leaves the outbox only when the server says it is stored, and is sent under one id however often it is sent.
import { Line, TIMES } from "./line.js";
import { Store, expired, shelfOf } from "./store.js";

const PASSING = ["rate_limited", "unavailable", "busy", "timeout"]; // errors that a little patience cures
const MAX_TRIES = 3;
const SEEN_HERE = 1000; // ms after which what another tab stored is surely seen in this one

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

/** Wait for a lock that all tabs share; gives the function that lets it go, and whether another tab had it first. */
function hold(name, patience) {
  if (!navigator.locks) return Promise.resolve({ release() {}, waited: false });
  return new Promise((resolve) => {
    const keep = (waited) => new Promise((release) => resolve({ release, waited }));
    const signal = AbortSignal.timeout(patience);
    const wait = () => navigator.locks.request(name, { signal }, () => keep(true));
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? keep(false) : wait));
    // Better twice (the id makes it harmless) than never.
    held.then((next) => next?.()).catch(() => resolve({ release() {}, waited: true }));
  });
}

export class Session {
  welcome = { with: { kind: "bot", name: "" }, limits: {}, company: {}, greeting: "", suggestions: [] };
  partner = { kind: "bot", name: "" };
  status = "open";
  trouble = ""; // the last safe text the server gave about something other than a message
  #base;
  #locale;
  #identity;
  #changed;
  #announce;
  #times;
  #store;
  #line;
  #jwt = null;
  #events = [];
  #seqs = new Set();
  #acked = new Map(); // stored by the server, its event not seen here yet
  #pending = new Map();
  #sent = new Set();
  #held = new Map(); // cid -> true while the server asked for patience
  #last = 0;
  #target = 0; // what the log reached when we were greeted, until it has been replayed
  #catchUp = 0;
  #known = false; // the server knows the conversation
  #asked = {};
  #repair = { last: -1, tries: 0 };
  #flight = null;
  #flushing = false;
  #release = null;
  #typing = null;
  #waiting = null;
  #typedAt = 0;

  constructor({ base, locale, identity, times, changed, announce }) {
    this.#base = base;
    this.#locale = locale;
    this.#identity = identity;
    this.#changed = changed;
    this.#announce = announce;
    this.#times = { ...TIMES, ...times };
    this.#store = new Store(base, (name) => this.#elsewhere(name));
    this.#line = new Line(base, this.#times, {
      hello: () => this.#hello(),
      cursor: () => ({ conversation: this.#known ? this.conversation : null, after: this.#last, token: this.#store.get("token") }),
      frame: (frame) => this.#frame(frame),
      phase: (phase) => this.#phase(phase),
      down: (code) => this.#flight?.settle(code === 1009 ? "refused" : "down", { code: "too_large" }),
      refused: () => this.#dropToken(),
    });
    if (typeof identity !== "function") this.#store.take(shelfOf(identity));
    // A visitor who never wrote costs the server nothing until the chat is opened.
    if (identity || this.conversation || this.#store.outbox().length) this.#line.connect();
  }

  get phase() {
    return this.#line.phase;
  }

  get conversation() {
    return this.#store.get("conversation");
  }

  get draft() {
    return this.#store.get("draft") || "";
  }

  set draft(text) {
    this.#store.set("draft", text);
  }

  get replayed() {
    return this.#line.live && this.#last >= this.#target;
  }

  get unread() {
    const seen = this.#store.get("seen") || 0;
    return this.#events.filter((event) => event.seq > seen && ["bot", "agent"].includes(event.author.kind)).length;
  }

  /** Who is busy answering: {kind, name, late}, or null. */
  get busy() {
    if (this.#typing) return { ...this.#typing, late: false };
    return this.#waiting && { kind: "bot", name: this.partner.name, late: this.#waiting.late };
  }

  /** The log and what is not in it yet, in order; the customer's own messages carry a state. */
  get items() {
    this.#pending = new Map(this.#store.outbox().map((item) => [item.cid, item]));
    const mine = (item, state) => ({ ...item, key: item.cid, author: { kind: "customer" }, state });
    const acked = [...this.#acked.values()].filter((item) => !this.#pending.has(item.cid));
    return [
      ...this.#events.filter((event) => !event.of).map((event) => ({ ...event, key: event.cid || `e${event.seq}`, state: "delivered" })),
      ...acked.map((item) => mine(item, "delivered")),
      ...[...this.#pending.values()].map((item) => mine(item, this.#stateOf(item))),
    ];
  }

  #stateOf(item) {
    if (item.failed) return "failed";
    if (this.#held.has(item.cid)) return "later";
    if (this.#sent.has(item.cid)) return "sent";
    return ["live", "connecting", "idle"].includes(this.phase) ? "sending" : "waiting";
  }

  wake() {
    if (this.phase === "idle") this.#line.connect();
  }

  tryAgain() {
    this.#line.restart();
  }

  say(text, action = "") {
    if (!this.conversation) this.#store.set("conversation", newId().replace(/-/g, ""));
    const newest = this.#store.outbox().at(-1)?.at ?? 0;
    this.#store.put({ cid: newId(), text, action, at: Math.max(Date.now(), newest + 1), tries: 0 });
    this.#typedAt = 0;
    this.wake();
    this.#changed();
    this.#flush();
  }

  retry(cid) {
    const item = this.#store.get(`out:${cid}`);
    if (!item) return;
    this.#store.put({ ...item, failed: null, tries: 0 });
    this.#changed();
    if (this.#line.live) this.#flush();
    else this.#line.connect();
  }

  /** Take a message that did not go out back into the composer. */
  edit(cid) {
    const text = this.#store.get(`out:${cid}`)?.text || "";
    this.#store.drop(cid);
    this.#changed();
    return text;
  }

  seen() {
    if (this.#last <= (this.#store.get("seen") || 0) || !this.conversation) return;
    this.#store.set("seen", this.#last);
    this.#line.send({ type: "seen", conversation: this.conversation, seq: this.#last });
  }

  /** The customer went to a source of an answer. */
  followed(seq, source) {
    if (this.conversation) this.#line.send({ type: "followed", conversation: this.conversation, seq, source });
  }

  typing(on) {
    const now = Date.now();
    if (!this.#known || (on ? now - this.#typedAt < this.#times.typing : !this.#typedAt)) return;
    this.#typedAt = on ? now : 0;
    this.#line.send({ type: "typing", conversation: this.conversation, on });
  }

  identify(jwt) {
    this.#identity = jwt;
    this.#line.restart();
  }

  /** Forget everything about this person in this browser. */
  shutdown() {
    this.#line.stop();
    this.#store.clear();
    this.#reset();
  }

  #reset() {
    this.#events = [];
    this.#seqs.clear();
    this.#acked.clear();
    this.#last = this.#target = 0;
    this.#known = false;
    this.#typing = null;
    this.#wait(null);
    this.status = "open";
  }

  #dropToken() {
    this.#store.remove("token");
    this.#store.remove("vouched");
  }

  #forget() {
    this.#store.remove("conversation");
    this.#store.remove("seen");
    this.#reset();
  }

  async #hello() {
    const identity = this.#identity;
    this.#jwt = await this.#vouch(identity);
    if (this.#store.take(shelfOf(this.#jwt))) this.#reset();
    this.#release?.();
    this.#release = null;
    const name = `foyer hello ${this.#base} ${this.#store.shelf}`;
    // Two tabs of a new visitor must not become two visitors: the second waits for the first one's token.
    if (!this.#store.get("token")) {
      const lock = await hold(name, this.#times.hello);
      this.#release = lock.release;
      if (lock.waited) await this.#store.arrival("token", SEEN_HERE);
    }
    const [token, conversation] = [this.#store.get("token"), this.conversation];
    this.#asked = { conversation, after: this.#last };
    // An outlived host token is not needed while our own, given for it, is good.
    const outlived = token && this.#store.get("vouched") && expired(this.#jwt);
    const claim = { token, identity: outlived ? null : this.#jwt, conversation, after: this.#last };
    return { type: "hello", v: 1, ...claim, locale: this.#locale };
  }

  async #vouch(identity) {
    if (typeof identity !== "function") return identity || null;
    try {
      return (await identity()) || null;
    } catch (error) {
      if (this.#jwt && this.#store.get("vouched")) return this.#jwt;
      throw error;
    }
  }

  #phase(phase) {
    if (phase !== "connecting" && phase !== "live") {
      this.#release?.();
      this.#release = null;
    }
    if (phase !== "live") this.#typing = null;
    this.#changed();
  }

  #frame(frame) {
    if (frame.type === "welcome") this.#welcome(frame);
    if (frame.type === "event") this.#event(frame);
    if (frame.type === "ack") this.#ack(frame);
    if (frame.type === "typing") this.#theyType(frame);
    if (frame.type === "error") this.#error(frame);
    if (frame.type !== "pong") this.#changed();
  }

  #welcome(frame) {
    if (frame.token) this.#store.set("token", frame.token);
    this.#release?.();
    this.#release = null;
    this.trouble = "";
    this.welcome = { ...this.welcome, ...frame };
    this.partner = frame.with || this.partner;
    this.status = frame.status || "open";
    this.#store.set("vouched", (this.#jwt && Boolean(frame.token)) || null);
    this.#replayUpTo(frame.seq || 0);
    const [asked, ours, theirs] = [this.#asked.conversation, this.conversation, frame.conversation];
    if (theirs && theirs !== ours) {
      this.#reset();
      this.#replayUpTo(frame.seq || 0);
      this.#store.remove("seen");
      this.#store.set("conversation", theirs);
      if (this.#asked.after) this.#line.again();
    } else if (ours !== asked) {
      this.#line.again(); // another tab began the conversation meanwhile
    } else if (!theirs && this.#last) {
      this.#forget(); // it was there and is not any more
    }
    if (theirs) this.#known = true;
    this.#flush();
  }

  /** Until then events are history, not news. The newest may be one that customers do not see, hence the time limit. */
  #replayUpTo(seq) {
    clearTimeout(this.#catchUp);
    this.#target = seq;
    const over = () => {
      this.#target = 0;
      this.#changed();
    };
    if (seq > this.#last) this.#catchUp = setTimeout(over, 1500);
  }

  #event(event) {
    if (event.conversation !== this.conversation || this.#seqs.has(event.seq)) return;
    if (event.prev > this.#last && this.#mend()) return;
    this.#known = true;
    this.#seqs.add(event.seq);
    this.#events.push(event);
    this.#events.sort((a, b) => a.seq - b.seq);
    this.#last = this.#events.at(-1).seq;
    if (event.cid) {
      this.#stored(event.cid);
      this.#acked.delete(event.cid);
    }
    if (event.of) return this.#revise(event);
    if (event.seq !== this.#last) return;
    if (event.with) this.partner = event.with;
    const own = event.author.kind === "customer";
    if (own) this.status = "open";
    else this.#typing = null;
    if (event.notice === "resolved") this.status = "resolved";
    else if (event.notice) this.status = "open";
    this.#wait(own && this.partner.kind === "bot" ? event.at : null);
    if (!own && this.#last >= this.#target) this.#announce(event);
  }

  /** An agent says it otherwise, or takes it back: what stands there changes, and nothing new is said. */
  #revise({ of, notice, text }) {
    const said = this.#events.find((event) => event.seq === of);
    if (said) Object.assign(said, notice === "taken_back" ? { text: "", deleted: true } : { text, edited: true });
  }

  /** Something before this event is missing: read again from the last one that was not. True if that may help. */
  #mend() {
    if (this.#repair.last !== this.#last) this.#repair = { last: this.#last, tries: 0 };
    if (++this.#repair.tries > MAX_TRIES) return false; // showing it with a hole beats not showing it
    this.#line.again();
    return true;
  }

  #ack({ cid }) {
    const item = this.#pending.get(cid) || this.#store.get(`out:${cid}`);
    this.#known = true;
    this.trouble = "";
    if (item && !this.#events.some((event) => event.cid === cid)) this.#acked.set(cid, item);
    this.#stored(cid);
    if (this.partner.kind === "bot") this.#wait(Date.now());
  }

  #stored(cid) {
    this.#store.drop(cid);
    this.#sent.delete(cid);
    this.#held.delete(cid);
    if (this.#flight?.cid === cid) this.#flight.settle("stored");
  }

  #wait(since) {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = null;
    if (!since) return;
    const left = this.#times.think - Math.max(0, Date.now() - since);
    if (left < -600000) return; // an old question is not being thought about
    const waiting = { late: left <= 0, timer: 0 };
    const late = () => {
      waiting.late = true;
      this.#changed();
    };
    if (left > 0) waiting.timer = setTimeout(late, left);
    this.#waiting = waiting;
  }

  #theyType({ who, name, on }) {
    clearTimeout(this.#typing?.timer);
    this.#typing = null;
    if (!on) return;
    const over = () => {
      this.#typing = null;
      this.#changed();
    };
    this.#typing = { kind: who, name: name || this.partner.name, timer: setTimeout(over, this.#times.think) };
  }

  #error({ code, message, cid, retry_after_s: wait }) {
    if (cid && this.#flight?.cid === cid) return this.#flight.settle("refused", { code, message, wait });
    if (code === "not_signed_in") this.#line.link?.fail(4401);
    else if (code === "not_found") {
      this.#forget();
      this.#line.again(); // as somebody without a conversation
    } else this.trouble = message || "";
  }

  /** Another tab changed what we share. */
  #elsewhere(name) {
    if (name === "conversation") {
      this.#reset();
      if (!this.conversation) this.#acked.clear();
      else if (this.#line.live) this.#line.again();
      else this.#line.connect();
    }
    if (name.startsWith("out:")) {
      const cid = name.slice(4);
      const before = this.#pending.get(cid);
      const gone = !this.#store.get(name);
      const shown = this.#events.some((event) => event.cid === cid);
      if (gone && before && !before.failed && !shown) this.#acked.set(cid, before);
      // The conversation has begun, even when it went too fast for us to see the message wait.
      if (gone && !this.#known && this.conversation && this.#line.live) this.#line.again();
      if (!gone) setTimeout(() => this.#flush(), 300); // that tab first
      if (gone && this.#flight?.cid === cid) this.#flight.settle("stored");
    }
    this.#changed();
  }

  /** Send the outbox in order, one at a time, from one tab at a time. */
  async #flush() {
    if (this.#flushing || !this.#line.live || !this.#next()) return;
    this.#flushing = true;
    const { release } = await hold(`foyer outbox ${this.#base} ${this.#store.shelf}`, this.#times.ack * 2);
    try {
      for (let item; this.#line.live && (item = this.#next()); ) {
        const { outcome, problem } = await this.#deliver(item);
        this.#sent.delete(item.cid);
        if (outcome === "down") break;
        if (outcome === "refused") await this.#refused(item, problem);
        if (outcome === "silent") this.#silent(item);
        this.#changed();
      }
    } finally {
      release();
      this.#flushing = false;
    }
    if (this.#line.live && this.#next()) this.#flush();
  }

  #next() {
    return this.#store.outbox().find((item) => !item.failed);
  }

  #deliver({ cid, text, action }) {
    return new Promise((resolve) => {
      const settle = (outcome, problem) => {
        clearTimeout(timer);
        this.#flight = null;
        resolve({ outcome, problem });
      };
      const timer = setTimeout(() => settle("silent"), this.#times.ack);
      this.#flight = { cid, settle };
      const conversation = this.conversation || newId().replace(/-/g, "");
      if (conversation !== this.conversation) this.#store.set("conversation", conversation);
      if (!this.#line.send({ type: "message", cid, conversation, text, action })) return settle("down");
      this.#sent.add(cid);
      this.#changed();
    });
  }

  async #refused(item, { code, message, wait }) {
    const tries = item.tries + 1;
    if (code === "not_signed_in") return this.#line.link?.fail(4401);
    if (code === "not_found") this.#forget();
    if (!PASSING.includes(code) || tries > MAX_TRIES * 2) return this.#store.put({ ...item, failed: message || code });
    this.#store.put({ ...item, tries });
    this.#held.set(item.cid, true);
    this.#changed();
    await new Promise((resolve) => setTimeout(resolve, 1000 * (wait ?? 2 ** tries)));
    this.#held.delete(item.cid);
  }

  /** No acknowledgement in time. The way is suspect: leave it, and send under the same id on the next one. */
  #silent(item) {
    const tries = item.tries + 1;
    this.#store.put({ ...item, tries, failed: tries >= MAX_TRIES ? "no_answer" : null });
    this.#line.link?.fail(4000);
  }
}
