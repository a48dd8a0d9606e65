// What was typed and not yet stored by the server, per person and conversation, in this browser. Nothing leaves
// this store before the server has it, or before its author throws it away.

const KEEP_MS = 14 * 86400000;

export class Drafts {
  constructor(staffId) {
    this.prefix = `foyer.desk.${staffId}.`;
    this.forgetOld();
  }

  text(conversation, mode) {
    return this.read(`draft.${conversation}.${mode}`)?.text ?? "";
  }

  setText(conversation, mode, text) {
    const key = `draft.${conversation}.${mode}`;
    if (text) this.write(key, { text, at: Date.now() });
    else this.drop(key);
  }

  has(conversation) {
    return Boolean(this.text(conversation, "reply").trim() || this.text(conversation, "note").trim());
  }

  /** Messages on their way, oldest first. */
  sending() {
    return this.keys("send.")
      .map((key) => this.read(key))
      .filter(Boolean)
      .sort((a, b) => a.at - b.at);
  }

  setSending(item) {
    this.write(`send.${item.client_id}`, item);
  }

  sent(clientId) {
    this.drop(`send.${clientId}`);
  }

  setting(name) {
    return this.read(`setting.${name}`);
  }

  setSetting(name, value) {
    this.write(`setting.${name}`, value);
  }

  keys(start) {
    const found = [];
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const key = localStorage.key(index);
        if (key.startsWith(this.prefix + start)) found.push(key.slice(this.prefix.length));
      }
    } catch {
      return [];
    }
    return found;
  }

  read(key) {
    const kept = this.memory?.get(key);
    if (kept) return kept;
    try {
      return JSON.parse(localStorage.getItem(this.prefix + key));
    } catch {
      return null;
    }
  }

  write(key, value) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(value));
    } catch {
      // Storage is full or switched off: keep it as long as the page lives.
      this.memory = this.memory ?? new Map();
      this.memory.set(key, value);
    }
  }

  drop(key) {
    this.memory?.delete(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // nothing stored, nothing to drop
    }
  }

  forgetOld() {
    for (const key of this.keys("draft.")) {
      if ((this.read(key)?.at ?? 0) < Date.now() - KEEP_MS) this.drop(key);
    }
  }
}
