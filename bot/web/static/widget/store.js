// What the widget keeps in this browser, shared by the tabs: token, conversation, draft, what was read, the outbox.
// Each person signed in to the page has a shelf of their own. Where storage is blocked, memory has to do.
const ANONYMOUS = "visitor";

function openStorage() {
  try {
    localStorage.setItem("foyer:probe", "1");
    localStorage.removeItem("foyer:probe");
    return localStorage;
  } catch {
    return null;
  }
}

/** What a host's token claims. Read only to keep people apart here; the server alone verifies it. */
function claims(jwt) {
  try {
    const raw = atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(raw, (c) => c.charCodeAt(0))));
  } catch {
    return {};
  }
}

export function shelfOf(jwt) {
  return jwt ? `user ${claims(jwt).sub}` : ANONYMOUS;
}

export function expired(jwt) {
  const { exp } = jwt ? claims(jwt) : {};
  return exp !== undefined && exp * 1000 < Date.now() + 5000;
}

export class Store {
  #storage = openStorage();
  #memory = new Map(); // what cannot be, or not yet, written to storage
  #base;
  #shelf = null; // not known until the host has said who is signed in

  constructor(base, onChange) {
    this.#base = base;
    addEventListener("storage", (event) => {
      if (event.key?.startsWith(this.#prefix()) && this.#shelf) onChange(event.key.slice(this.#prefix().length));
    });
  }

  get shelf() {
    return this.#shelf;
  }

  #prefix(shelf = this.#shelf) {
    return `foyer:${this.#base}:${shelf}:`;
  }

  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    if (!this.#shelf) return null;
    try {
      return JSON.parse(this.#storage?.getItem(this.#prefix() + name) ?? null);
    } catch {
      return null;
    }
  }

  /** Wait for what another tab has stored: a lock that it let go may arrive here sooner. */
  async arrival(name, patience) {
    for (const end = Date.now() + patience; !this.get(name) && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  set(name, value) {
    if (value == null || value === "") return this.remove(name);
    try {
      if (!this.#shelf || !this.#storage) throw new Error("no storage");
      this.#storage.setItem(this.#prefix() + name, JSON.stringify(value));
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, value); // blocked or full
    }
  }

  remove(name) {
    this.#memory.delete(name);
    if (this.#shelf) this.#storage?.removeItem(this.#prefix() + name);
  }

  #names(shelf = this.#shelf) {
    const prefix = this.#prefix(shelf);
    const stored = shelf && this.#storage ? Object.keys(this.#storage) : [];
    return stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** Take the shelf of this person. What a visitor wrote before signing in comes along, unless they have an own talk. */
  take(shelf) {
    if (this.#shelf === shelf) return false;
    const from = this.#shelf;
    this.#shelf = shelf;
    if (from && from !== ANONYMOUS) this.#memory.clear();
    if (shelf !== ANONYMOUS && this.#storage && !this.get("conversation")) {
      for (const name of this.#names(ANONYMOUS)) {
        const key = this.#prefix(ANONYMOUS) + name;
        this.#storage.setItem(this.#prefix() + name, this.#storage.getItem(key));
        this.#storage.removeItem(key);
      }
    }
    for (const [name, value] of [...this.#memory]) this.set(name, value);
    return true;
  }

  clear() {
    for (const name of this.#names()) this.remove(name);
    this.#memory.clear();
  }

  /** Messages not yet known to be stored by the server, oldest first. One key each, so tabs never overwrite another's. */
  outbox() {
    const names = new Set([...this.#names(), ...this.#memory.keys()]);
    const items = [...names].filter((name) => name.startsWith("out:")).map((name) => this.get(name));
    return items.filter(Boolean).sort((a, b) => a.at - b.at || (a.cid < b.cid ? -1 : 1));
  }

  put(item) {
    this.set(`out:${item.cid}`, item);
  }

  drop(cid) {
    this.remove(`out:${cid}`);
  }
}
