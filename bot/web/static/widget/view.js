// What the customer sees and touches: the launcher, the panel, the log, the composer.
import { el } from "./markdown.js";
import { dayLine, icon, initials, message, quickReplies } from "./message.js";
import { styleSheets } from "./style.js";

const LONG_WAIT = 1500; // a connection lost for less is not worth a word

export class View {
  #say;
  #settings;
  #session;
  #options;
  #parts = {};
  #rows = new Map();
  #opened = false;
  #opener = null;
  #soon = 0;
  #troubledAt = 0;
  #wasLive = false;
  #said = "";
  #over = false;
  #guard = new MutationObserver(() => {
    if (this.host.isConnected || !document.body) return;
    this.#place();
    this.#guard.observe(document.body, { childList: true });
  });
  #pinned = true; // the end of the log is in view, and stays there when it grows

  constructor(base, settings, say, locale) {
    this.#say = say;
    this.#settings = settings;
    this.#options = {
      say,
      base,
      locale,
      retry: (cid) => this.#session.retry(cid),
      edit: (cid) => this.#take(this.#session.edit(cid)),
      choose: (text, action) => this.#send(text, action),
      followed: (seq, source) => this.#session?.followed(seq, source),
      nameOf: (author) => this.#nameOf(author),
    };
    this.host = document.createElement("foyer-chat");
    const { sheets, vars } = styleSheets(settings.accent, settings.accentDark);
    const root = this.host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = sheets;
    root.append(this.#build(locale));
    this.#fit(vars);
    this.#place();
    // Frameworks that swap the page's content must not take the chat away with it.
    this.#guard.observe(document.documentElement, { childList: true });
    this.#guard.observe(document.body, { childList: true });
  }

  #place() {
    document.body.append(this.host);
    if (!this.host.showPopover) return;
    // The top layer: no transform, opacity, overflow or z-index of the page reaches it.
    this.host.popover = "manual";
    this.host.showPopover();
  }

  attach(session) {
    this.#session = session;
    this.#rows.clear();
    this.#parts.log.replaceChildren(this.#parts.busy);
    this.#parts.text.value = session.draft;
    this.#measure();
    this.render();
  }

  get opened() {
    return this.#opened;
  }

  #build(locale) {
    const say = this.#say;
    const p = this.#parts;
    const button = (name, label, picture, act) =>
      (p[name] = el("button", { type: "button", class: name, "aria-label": label, onclick: act }, icon(picture)));
    p.face = el("span", { class: "face", "aria-hidden": "true" });
    p.name = el("h2", { class: "name" });
    p.sub = el("p", { class: "sub" });
    const close = el("button", { type: "button", class: "icon", "aria-label": say("close"), onclick: () => this.close() }, icon("close"));
    const head = el("header", { class: "head" }, p.face, el("div", { class: "who" }, p.name, p.sub), close);
    p.strip = el("p", { class: "strip", hidden: true });
    p.busy = el("p", { class: "busy", hidden: true, "aria-hidden": "true" });
    p.log = el("div", { class: "log", role: "log", "aria-label": say("messages"), "aria-live": "polite", tabindex: "0" }, p.busy);
    button("down", say("latest"), "down", () => this.#toEnd(true));
    p.down.hidden = true;
    p.log.addEventListener("scroll", () => (p.down.hidden = this.#pinned = this.#atEnd()));
    new ResizeObserver(() => this.#pinned && this.#toEnd()).observe(p.log);
    p.solved = el("p", { class: "solved", hidden: true }, say("resolved"));
    p.note = el("p", { class: "note", hidden: true });
    p.panel = el("section", { class: "panel", role: "dialog", id: "panel", hidden: true }, head, p.strip);
    p.panel.append(el("div", { class: "body" }, p.log, p.down), p.solved, p.note, this.#buildComposer());
    button("launcher", "", "chat", () => (this.#opened ? this.close() : this.open()));
    p.launcher.setAttribute("aria-controls", "panel");
    p.badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
    p.launcher.append(p.badge);
    p.status = el("div", { class: "vh", role: "status" });
    p.foyer = el("div", { class: "foyer", lang: locale }, p.panel, p.launcher, p.status);
    this.#listen();
    return p.foyer;
  }

  #buildComposer() {
    const say = this.#say;
    const p = this.#parts;
    p.text = el("textarea", { rows: "1", placeholder: say("write"), "aria-label": say("write"), "aria-describedby": "count" });
    p.text.setAttribute("enterkeyhint", "send");
    p.send = el("button", { type: "submit", class: "send", "aria-label": say("send"), disabled: true }, icon("send"));
    p.field = el("div", { class: "field" }, p.text, p.send);
    p.person = el("button", { type: "button", class: "person", onclick: () => this.#person() }, icon("person"), el("span"));
    p.leave = el("button", { type: "button", class: "leave", hidden: true, onclick: () => this.#leave() }, say("leave"));
    p.count = el("span", { class: "count", id: "count" });
    p.composer = el("form", { class: "composer" }, p.field, el("div", { class: "row" }, p.person, p.leave, p.count));
    return p.composer;
  }

  #listen() {
    const { foyer, panel, text, composer } = this.#parts;
    for (const name of ["keydown", "keyup", "keypress"]) {
      foyer.addEventListener(name, (event) => event.stopPropagation()); // the page's shortcuts are not meant
    }
    panel.addEventListener("keydown", (event) => this.#key(event));
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    text.addEventListener("input", () => this.#typed());
    text.addEventListener("blur", () => this.#session?.typing(false));
    text.addEventListener("paste", (event) => {
      const data = event.clipboardData;
      if (!data?.files.length || data.types.includes("text/plain")) return;
      event.preventDefault();
      this.#note(this.#say("files"));
    });
    const files = (event) => event.dataTransfer?.types.includes("Files");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      panel.addEventListener(name, (event) => {
        if (!files(event)) return;
        event.preventDefault();
        panel.classList.toggle("drop", name === "dragenter" || name === "dragover");
        if (name === "drop") this.#note(this.#say("files"));
      });
    }
    document.addEventListener("visibilitychange", () => this.#read());
    addEventListener("focus", () => this.#read());
  }

  #key(event) {
    const { text, panel } = this.#parts;
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.close();
    if (event.key === "Enter" && !event.shiftKey && event.target === text) {
      event.preventDefault();
      this.#submit();
    }
    // As a full-screen sheet the panel covers the page, so Tab must not wander behind it.
    if (event.key !== "Tab" || this.#parts.launcher.checkVisibility?.() !== false) return;
    const stops = [...panel.querySelectorAll("button:not(:disabled),a,textarea,[tabindex]")].filter((n) => n.checkVisibility());
    const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (event.target !== edge) return;
    event.preventDefault();
    other.focus();
  }

  /** On a phone the sheet is what the on-screen keyboard leaves free. */
  #fit(vars) {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      vars.setProperty("--view-height", `${view.height}px`);
      vars.setProperty("--view-top", `${view.offsetTop}px`);
    };
    view.addEventListener("resize", fit);
    view.addEventListener("scroll", fit);
    fit();
  }

  open() {
    const { panel, text, foyer } = this.#parts;
    if (this.#opened) return text.focus();
    const active = document.activeElement;
    this.#opener = active && active !== document.body && active !== this.host ? active : null;
    this.#opened = true;
    panel.hidden = false;
    foyer.classList.add("open");
    this.#session?.wake();
    this.render();
    this.#measure();
    this.#toEnd();
    text.focus();
  }

  close() {
    if (!this.#opened) return;
    const { panel, launcher, foyer } = this.#parts;
    this.#opened = false;
    panel.hidden = true;
    foyer.classList.remove("open");
    this.render();
    (this.#opener?.isConnected ? this.#opener : launcher).focus();
  }

  remove() {
    this.#guard.disconnect();
    this.host.remove();
  }

  /** Draw soon; several changes in a row are one drawing. */
  changed() {
    this.#soon ||= requestAnimationFrame(() => this.render());
    setTimeout(() => this.#soon && this.render(), 200); // a hidden tab has no frames
  }

  render() {
    cancelAnimationFrame(this.#soon);
    this.#soon = 0;
    if (!this.#session) return;
    this.#drawHead();
    this.#drawStrip();
    this.#drawLog();
    this.#drawFoot();
    this.#read();
    this.#drawLauncher();
  }

  #nameOf({ kind, name }) {
    const { company } = this.#session.welcome;
    return name || (kind === "bot" ? company.bot_name || this.#say("bot") : this.#say("team"));
  }

  #drawHead() {
    const say = this.#say;
    const p = this.#parts;
    const { partner, welcome } = this.#session;
    const company = welcome.company.name || "";
    const human = partner.kind !== "bot";
    const known = human || company;
    const name = known ? this.#nameOf(partner) : this.#settings.title || say("chat");
    const key = `${partner.kind} ${name} ${company}`;
    const title = this.#settings.title || (company ? say("title", { company }) : say("chat"));
    p.panel.setAttribute("aria-label", title);
    if (p.head === key) return;
    p.head = key;
    p.face.replaceChildren(human && initials(partner.name) ? initials(partner.name) : icon(human ? "person" : "bot"));
    const nameless = human && !partner.name && company; // then the team's name stands alone
    p.name.replaceChildren(nameless ? say("humanOf", { company }) : name);
    if (known && !human) p.name.append(el("span", { class: "tag" }, say("bot")));
    p.sub.textContent = company ? say(human ? "humanOf" : "botOf", { company }) : "";
    p.sub.hidden = !company || Boolean(nameless);
  }

  #drawStrip() {
    const { strip } = this.#parts;
    const { phase, trouble } = this.#session;
    const fine = phase === "live" || phase === "idle";
    if (fine) this.#troubledAt = 0;
    else this.#troubledAt ||= Date.now();
    const quiet = ["connecting", "waiting"].includes(phase) && Date.now() - this.#troubledAt < LONG_WAIT;
    if (quiet) setTimeout(() => this.changed(), LONG_WAIT);
    const keys = { waiting: "reconnecting", limited: "busy", connecting: this.#wasLive ? "reconnecting" : "connecting" };
    const text = fine ? trouble : quiet ? "" : this.#say(keys[phase] || phase);
    if (phase === "live") {
      if (this.#said && !text) this.#announce(this.#say("back"));
      this.#wasLive = true;
    }
    if (strip.dataset.text === text) return;
    strip.dataset.text = this.#said = text;
    strip.hidden = !text;
    strip.replaceChildren(el("span", {}, text));
    if (phase === "refused") {
      strip.append(el("button", { type: "button", onclick: () => this.#session.tryAgain() }, this.#say("again")));
    }
    if (text && this.#opened) this.#announce(text);
  }

  /** The rows of the log in order: greeting, days, messages. */
  #plan() {
    const { welcome, items, replayed } = this.#session;
    const rows = [];
    const bot = { kind: "bot", name: welcome.company.bot_name };
    const greeting = { author: bot, text: welcome.greeting };
    if (welcome.greeting) rows.push({ key: `greeting ${welcome.greeting}`, make: () => message(greeting, this.#options) });
    if (welcome.suggestions?.length && !items.length && replayed) {
      const list = welcome.suggestions.map((text) => ({ text }));
      rows.push({ key: "suggestions", make: () => ({ node: quickReplies(list, this.#say, this.#options.choose), show() {} }) });
    }
    let day = "";
    let before = null;
    items.forEach((item, index) => {
      const date = new Date(item.at).toDateString();
      if (date !== day) rows.push({ key: date, make: () => dayLine(item.at, this.#options) });
      const newest = index === items.length - 1;
      const same = before && date === day && before.author.kind === item.author.kind && before.author.name === item.author.name;
      const more = Boolean(same && item.at - before.at < 180000);
      rows.push({ key: item.key, item, newest, more, make: () => message(item, this.#options) });
      [day, before] = [date, item];
    });
    const own = rows.filter((row) => row.item?.author.kind === "customer" && row.item.state === "delivered");
    if (own.length) own.at(-1).newest = true; // "Delivered" stands under the last one only
    return rows;
  }

  #drawLog() {
    const { log } = this.#parts;
    log.setAttribute("aria-busy", String(!this.#session.replayed && this.#session.phase === "live"));
    const plan = this.#plan();
    const keys = new Set(plan.map((row) => row.key));
    for (const [key, row] of this.#rows) if (!keys.has(key)) this.#rows.delete(key) && row.node.remove();
    let grown = null;
    let place = log.firstChild;
    for (const { key, item, newest, more, make } of plan) {
      let row = this.#rows.get(key);
      if (!row) {
        this.#rows.set(key, (row = make()));
        grown = row.node;
      }
      row.show(item, Boolean(newest), Boolean(more));
      if (row.node === place) place = place.nextSibling;
      else log.insertBefore(row.node, place);
    }
    this.#drawBusy();
    if (this.#pinned) this.#follow(grown);
    this.#parts.down.hidden = this.#atEnd();
  }

  #drawBusy() {
    const { busy } = this.#parts;
    const now = this.#session.busy;
    const key = !now ? "" : now.late ? "working" : now.kind === "bot" ? "thinking" : "typing";
    const text = key && this.#say(key, { name: this.#nameOf({ ...now }) });
    busy.hidden = !text;
    if (busy.dataset.text === text) return;
    busy.dataset.text = text;
    busy.replaceChildren(el("span", { class: "dots" }, el("i"), el("i"), el("i")), text);
    if (text && this.#opened) this.#announce(text);
  }

  #drawFoot() {
    const { solved, person, leave, launcher } = this.#parts;
    const { status, partner, items } = this.#session;
    solved.hidden = status !== "resolved";
    const pressed = items.at(-1)?.state === "failed" ? "" : items.at(-1)?.action;
    const asked = pressed === "person";
    const human = partner.kind !== "bot";
    leave.hidden = !human || Boolean(partner.name); // nobody has come yet
    leave.setAttribute("aria-disabled", String(pressed === "withdraw"));
    person.lastChild.textContent = this.#say(human ? (partner.name ? "withPerson" : "inLine") : asked ? "askedPerson" : "person");
    person.setAttribute("aria-disabled", String(human || asked));
    launcher.setAttribute("aria-expanded", String(this.#opened));
  }

  #drawLauncher() {
    const { launcher, badge } = this.#parts;
    const { unread } = this.#session;
    const label = this.#say(this.#opened ? "close" : "open");
    launcher.setAttribute("aria-label", unread ? `${label}, ${this.#say("unread", { n: unread })}` : label);
    badge.hidden = !unread;
    badge.textContent = unread > 99 ? "99+" : unread;
    if (launcher.dataset.open === String(this.#opened)) return;
    launcher.dataset.open = this.#opened;
    launcher.firstChild.replaceWith(icon(this.#opened ? "down" : "chat"));
  }

  #read() {
    if (this.#opened && document.visibilityState === "visible" && document.hasFocus()) this.#session?.seen();
  }

  #atEnd() {
    const { log } = this.#parts;
    return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  }

  #toEnd(focus = false) {
    const { log, text } = this.#parts;
    log.scrollTop = log.scrollHeight;
    if (focus) text.focus();
  }

  /** Keep the newest in view; of an answer longer than the view, its beginning. */
  #follow(newest) {
    const { log } = this.#parts;
    const tall = newest?.matches(".theirs") && newest.offsetHeight > log.clientHeight - 60;
    if (tall) log.scrollTop = newest.offsetTop - log.offsetTop - 8;
    else this.#toEnd();
  }

  #announce(text) {
    this.#parts.status.textContent = text;
  }

  /** A new message from the other side, told aloud when the log is out of sight (open, the log speaks itself). */
  arrived(event) {
    if (!this.#opened) this.#announce(this.#say("newFrom", { name: this.#nameOf(event.author) }));
  }

  #note(text) {
    const { note } = this.#parts;
    const away = el("button", { type: "button", onclick: () => (note.hidden = true) && this.#parts.text.focus() }, this.#say("dismiss"));
    note.replaceChildren(el("span", {}, text), away);
    note.hidden = false;
    this.#announce(text);
  }

  #typed() {
    this.#session.draft = this.#parts.text.value;
    this.#session.typing(Boolean(this.#parts.text.value.trim()));
    this.#measure();
  }

  #measure() {
    const { text, send, count, composer, field } = this.#parts;
    text.rows = 1;
    while (text.rows < 6 && text.scrollHeight > text.clientHeight + 2) text.rows += 1;
    const most = this.#session?.welcome.limits.max_chars || 4000;
    const left = most - [...text.value.trim()].length;
    const over = left < 0;
    send.disabled = !text.value.trim() || over;
    count.textContent = over ? this.#say("tooLong", { n: -left }) : left <= Math.max(100, most / 10) ? this.#say("left", { n: left }) : "";
    composer.classList.toggle("over", over);
    field.classList.toggle("over", over);
    text.setAttribute("aria-invalid", String(over));
    if (over && !this.#over) this.#announce(count.textContent);
    this.#over = over;
  }

  #submit() {
    const { text } = this.#parts;
    this.#measure();
    if (this.#over) this.#announce(this.#parts.count.textContent);
    if (this.#over || !text.value.trim() || !this.#session) return;
    const words = text.value.trim();
    this.#take("", true);
    this.#send(words);
  }

  #send(text, action = "") {
    this.#parts.note.hidden = true;
    this.#session.say(text, action);
    this.render();
    this.#toEnd();
    this.#parts.text.focus();
  }

  #person() {
    const { person } = this.#parts;
    if (person.getAttribute("aria-disabled") === "true") this.#announce(person.textContent);
    else this.#send(this.#say("person"), "person");
  }

  #leave() {
    if (this.#parts.leave.getAttribute("aria-disabled") !== "true") this.#send(this.#say("leave"), "withdraw");
  }

  /** Put text into the composer: in front of what stands there, or instead of it. */
  #take(words, instead = false) {
    const { text } = this.#parts;
    text.value = instead || !text.value ? words : `${words}\n${text.value}`;
    this.#session.draft = text.value;
    this.#measure();
    text.focus();
  }
}
