// Keeps a way to the server open: tries again after a loss, falls back to plain requests, notices a dead socket.
import { pollLink, socketLink } from "./link.js";

export const TIMES = {
  hello: 8000, // to a welcome, else this way is blocked
  ack: 10000, // to an acknowledgement, else send again
  ping: 25000,
  pong: 6000,
  backoff: 500,
  backoffMax: 30000,
  restart: 1500, // after "the server restarts": at once, but not all customers in the same instant
  limited: 30000,
  upgrade: 45000, // from plain requests back to a socket
  think: 30000,
  typing: 3000,
  poll: 25000,
};

const KNOWN = [1001, 4401, 4403, 4429]; // the server itself said why, so the way is not to blame

/** Phases: idle, connecting, live, waiting, limited, offline, refused, stopped. */
export class Line {
  phase = "idle";
  link = null;
  #on;
  #base;
  #times;
  #timer = 0;
  #upgradeTimer = 0;
  #turn = 0;
  #attempts = 0;
  #socketFailures = 0;
  #refusals = 0;
  #upgrades = 0;
  #heard = 0;
  #stop = new AbortController();

  constructor(base, times, on) {
    this.#base = base;
    this.#times = times;
    this.#on = on;
    const listen = (target, name, act) => target.addEventListener(name, act, { signal: this.#stop.signal });
    listen(window, "online", () => this.#hurry(true));
    listen(window, "offline", () => this.#lost("offline"));
    listen(window, "focus", () => this.#hurry());
    listen(window, "pageshow", () => this.#hurry());
    listen(window, "pagehide", (event) => event.persisted && this.#lost("waiting"));
    listen(document, "visibilitychange", () => document.visibilityState === "visible" && this.#hurry());
    const beat = setInterval(() => {
      if (this.phase === "live" && Date.now() - this.#heard >= times.ping) this.probe();
    }, times.ping / 2);
    this.#stop.signal.addEventListener("abort", () => clearInterval(beat));
  }

  get live() {
    return this.phase === "live";
  }

  send(frame) {
    return Boolean(this.live && this.link.send(frame));
  }

  /** Greet again on the open way, to read what was missed. */
  async again() {
    const link = this.link;
    const hello = await this.#on.hello().catch(() => null);
    if (link && link === this.link) hello ? link.again(hello) : link.fail(4000);
  }

  /** Is the way as open as it looks? A phone that slept does not know. */
  probe() {
    const link = this.link;
    const asked = Date.now();
    if (!this.send({ type: "ping" })) return;
    setTimeout(() => link === this.link && this.#heard < asked && link.fail(4000), this.#times.pong);
  }

  stop() {
    this.#stop.abort();
    this.#lost("idle");
  }

  /** Leave the present way, if any, and take a new one at once. */
  restart() {
    this.#lost("idle");
    this.#refusals = 0;
    this.connect();
  }

  async connect() {
    if (this.link || ["connecting", "stopped"].includes(this.phase) || this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    if (navigator.onLine === false) return this.#become("offline");
    const turn = ++this.#turn;
    this.#become("connecting");
    try {
      const hello = await this.#on.hello();
      if (turn === this.#turn) this.link = this.#open(this.#socketFailures > 1 ? "poll" : "socket", hello);
    } catch {
      if (turn === this.#turn) this.#later();
    }
  }

  #become(phase) {
    if (this.phase === phase) return;
    this.phase = phase;
    this.#on.phase(phase);
  }

  #lost(phase) {
    this.#turn += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#upgradeTimer);
    this.link?.close();
    this.link = null;
    if (this.phase === "stopped" || (this.phase === "idle" && phase !== "idle")) return;
    this.#become(phase);
    this.#on.down();
  }

  #hurry(fresh = false) {
    if (fresh) this.#attempts = this.#socketFailures = 0;
    if (this.live) this.probe();
    else if (this.phase === "waiting" || this.phase === "offline") this.connect();
  }

  #open(kind, hello, trial = false) {
    const link = (kind === "poll" ? pollLink : socketLink)(this.#base, hello, {
      wait: Math.round(this.#times.poll / 1000),
      cursor: this.#on.cursor,
      frame: (frame) => {
        if (trial && !link.welcomed && this.link?.kind !== "poll") return link.close(); // too late
        if (frame.type === "welcome" && (trial || link === this.link)) {
          if (trial && link !== this.link) this.link.close();
          this.link = link;
          link.welcomed = true;
          link.since = Date.now();
          clearTimeout(patience);
          this.#welcomed(link);
        }
        if (link !== this.link) return;
        this.#heard = Date.now();
        this.#on.frame(frame);
      },
      down: (code, wait) => {
        clearTimeout(patience);
        if (link === this.link) this.#down(link, code, wait);
        else if (trial) this.#planUpgrade();
      },
    });
    const patience = setTimeout(() => link.fail(4000), this.#times.hello);
    return link;
  }

  #welcomed(link) {
    this.#refusals = 0;
    if (link.kind === "socket") this.#socketFailures = this.#upgrades = 0;
    else this.#planUpgrade();
    this.#become("live");
  }

  #planUpgrade() {
    clearTimeout(this.#upgradeTimer);
    if (this.link?.kind !== "poll") return;
    this.#upgradeTimer = setTimeout(async () => {
      const hello = await this.#on.hello().catch(() => null);
      if (hello && this.link?.kind === "poll") this.#open("socket", hello, true);
    }, this.#times.upgrade * 2 ** Math.min(this.#upgrades++, 4));
  }

  #down(link, code, wait) {
    this.link = null;
    clearTimeout(this.#upgradeTimer);
    if (link.welcomed && Date.now() - link.since > 10000) this.#attempts = 0;
    if (link.kind === "poll") this.#socketFailures = Math.min(this.#socketFailures, 1);
    else if (!link.welcomed && !KNOWN.includes(code)) this.#socketFailures += 1;
    this.#on.down(code);
    if (code === 4403) return this.#become("stopped");
    if (code === 4401) {
      this.#on.refused();
      if (++this.#refusals > 2) return this.#become("refused");
      return this.#later(this.#refusals * 50);
    }
    if (code === 1001) return this.#later(Math.random() * this.#times.restart);
    if (code === 4429) return this.#later((wait ? wait * 1000 : this.#times.limited) * (1 + Math.random() / 4), "limited");
    this.#later(wait && wait * 1000);
  }

  #later(delay, phase = "waiting") {
    const { backoff, backoffMax } = this.#times;
    const grown = Math.min(backoffMax, backoff * 2 ** this.#attempts++) * (0.5 + Math.random());
    this.#become(navigator.onLine === false ? "offline" : phase);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), delay ?? grown);
  }
}
