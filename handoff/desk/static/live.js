// The live line: a socket that says what changed, and polling while there is none. The page always refetches, so
// a lost note costs seconds and never a message.

const POLL_WITHOUT_SOCKET = 4000;
const LOOK_ANYWAY = 30000;
const SILENCE = 50000; // the server ticks every 20 s; longer silence means a dead line that looks alive
const SIGNED_OUT = 4401;

export class Live {
  /** `onNote(note)` gets the server's notes and {type: "resync"}; `onState("live" | "polling" | "offline" | "ended")`. */
  constructor(onNote, onState) {
    this.onNote = onNote;
    this.onState = onState;
    this.attempt = 0;
    this.socket = null;
    this.open = false;
    this.ended = false;
    this.lastHeard = Date.now();
    this.lastLook = Date.now();
  }

  start() {
    this.connect();
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.retryNow());
    addEventListener("offline", () => this.onState("offline"));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.retryNow();
    });
  }

  end() {
    this.ended = true;
    this.socket?.close();
    this.onState("ended");
  }

  connect() {
    if (this.ended) return;
    const address = new URL("/desk/ws", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", (event) => {
      this.lastHeard = Date.now();
      const note = JSON.parse(event.data);
      if (note.type === "hello") this.opened();
      else if (note.type !== "tick") this.onNote(note);
    });
    socket.addEventListener("close", (event) => {
      if (this.socket === socket) this.closed(event.code);
    });
  }

  opened() {
    this.attempt = 0;
    this.open = true;
    this.onState("live");
    this.look();
  }

  closed(code) {
    this.open = false;
    this.socket = null;
    if (this.ended) return;
    if (code === SIGNED_OUT) {
      this.look(); // the refused request shows what to do
      return;
    }
    this.onState(navigator.onLine ? "polling" : "offline");
    const wait = Math.min(15000, 500 * 2 ** this.attempt) * (0.7 + Math.random() * 0.6);
    this.attempt += 1;
    this.timer = setTimeout(() => this.connect(), wait);
  }

  retryNow() {
    if (this.ended) return;
    this.look();
    if (this.socket === null) {
      clearTimeout(this.timer);
      this.connect();
    }
  }

  look() {
    this.lastLook = Date.now();
    this.onNote({ type: "resync" });
  }

  watch() {
    if (this.ended) return;
    const now = Date.now();
    if (this.socket !== null && now - this.lastHeard > SILENCE) {
      this.lastHeard = now;
      const dead = this.socket;
      this.closed(1006);
      dead.close();
    }
    if (now - this.lastLook > (this.open ? LOOK_ANYWAY : POLL_WITHOUT_SOCKET)) this.look();
  }
}
