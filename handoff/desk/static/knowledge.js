// The articles beside the conversation: search as one types, read, and put a quote or a link into the reply.
// What is internal goes into a note at most; a reply that quotes it all the same is held up and asked about.

import { get } from "./api.js";
import { byId, h } from "./dom.js";
import { InternalWords } from "./quotes.js";

const PAUSE = 220;
const AGAIN = 3000;
const OVER_ALL = matchMedia("(max-width: 1180px)"); // as in knowledge.css

export class Knowledge {
  constructor(talk, composer) {
    this.talk = talk;
    this.composer = composer;
    this.internal = new InternalWords();
    this.asked = "";
    this.panel = byId("knowledge");
    this.query = byId("knowledge-query");
    this.hits = byId("knowledge-hits");
    this.bind();
  }

  bind() {
    byId("knowledge-button").addEventListener("click", () => (this.panel.hidden ? this.open() : this.close()));
    byId("knowledge-close").addEventListener("click", () => this.close());
    this.query.addEventListener("input", () => this.soon());
    this.panel.addEventListener("keydown", (event) => this.key(event));
  }

  /** Show the panel; it begins with the question that the customer waits with. */
  open() {
    if (!this.talk.head) return;
    this.panel.hidden = false;
    byId("knowledge-button").setAttribute("aria-expanded", "true");
    if (!this.query.value) this.query.value = this.talk.handoff?.package.open_question.slice(0, 400) ?? "";
    this.query.focus();
    this.query.select();
    this.search();
  }

  close() {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    byId("knowledge-button").setAttribute("aria-expanded", "false");
    byId("text").focus();
  }

  /** Another conversation has another question and another customer. */
  leave(id) {
    if (id === this.conversation) return;
    this.conversation = id;
    this.query.value = "";
    this.asked = "";
    this.hits.replaceChildren();
    this.panel.hidden = true;
    byId("knowledge-button").setAttribute("aria-expanded", "false");
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [this.query, ...this.hits.querySelectorAll(".hit")];
    const at = stops.findIndex((stop) => stop === document.activeElement || (stop !== this.query && stop.contains(document.activeElement)));
    const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const words = this.query.value.trim();
    const { conversation } = this;
    if (`${conversation} ${words}` === this.asked) return;
    this.asked = `${conversation} ${words}`;
    const { asked } = this;
    if (!words) return this.show([], "");
    this.say("Searching…");
    try {
      const { hits } = await get(`/desk/api/knowledge?q=${encodeURIComponent(words)}${this.of()}`);
      if (asked === this.asked) this.show(hits, hits.length ? `${hits.length} ${hits.length === 1 ? "article" : "articles"}, best first. ↓ goes to them.` : "Nothing fits. Use other words.");
    } catch (error) {
      if (asked !== this.asked) return;
      this.asked = "";
      this.show([], error.passing ? `${error.message} It is tried again.` : error.message);
      // The first search of a process may take as long as its index takes to be built.
      if (error.passing && !this.panel.hidden) this.timer = setTimeout(() => this.search(), AGAIN);
    }
  }

  of() {
    return this.conversation ? `&conversation=${encodeURIComponent(this.conversation)}` : "";
  }

  say(text) {
    byId("knowledge-state").textContent = text;
  }

  show(hits, text) {
    this.say(text);
    this.hits.replaceChildren(...hits.map((hit) => this.card(hit)));
  }

  card(hit) {
    if (hit.internal) this.internal.saw(hit.title, hit.text);
    const text = h("p", { class: "hit-text" }, hit.text);
    const more = h("button", { class: "button plain small", type: "button", onclick: () => this.whole(hit, text, more) }, "Read all of it");
    return h(
      "li",
      { class: `hit${hit.internal ? " internal" : ""}`, tabindex: "-1", "aria-label": `${hit.title}, ${hit.audience_label}` },
      h("p", { class: "hit-title" }, h("strong", {}, hit.title), h("span", { class: `badge ${hit.internal ? "bad" : ""}` }, hit.internal ? "Internal" : hit.audience_label)),
      hit.heading ? h("p", { class: "hit-heading" }, hit.heading) : null,
      text,
      hit.why_not ? h("p", { class: "hit-why" }, hit.why_not) : null,
      h("div", { class: "hit-actions" }, this.buttons(hit, text), more),
    );
  }

  buttons(hit, text) {
    const make = (words, onclick) => h("button", { class: "button small", type: "button", onclick }, words);
    const link = () => `${hit.title}: ${new URL(hit.link, location.origin)}`;
    if (hit.why_not) return [make("Quote in a note", () => this.insert(`${hit.title}: ${this.chosen(text)}`, "note"))];
    const quote = make("Insert quote", () => this.insert(hit.link ? `${this.chosen(text)}\n\n${link()}` : this.chosen(text), "reply"));
    return hit.link ? [quote, make("Insert link", () => this.insert(link(), "reply"))] : [quote];
  }

  /** What is marked with the mouse in this text, or else all of it. */
  chosen(text) {
    const selection = getSelection();
    const marked = selection.rangeCount && text.contains(selection.anchorNode) && text.contains(selection.focusNode) ? selection.toString().trim() : "";
    return marked || text.textContent;
  }

  insert(words, mode) {
    this.composer.insert(words, mode);
    if (OVER_ALL.matches) this.close();
    if (this.composer.mode !== mode) this.say("A colleague has this conversation, so only a note can be written.");
  }

  async whole(hit, text, more) {
    try {
      const all = await get(`/desk/api/knowledge/${encodeURIComponent(hit.id)}?${this.of().slice(1)}`);
      if (all.internal) this.internal.saw(all.title, all.text);
      text.textContent = all.text.replace(/^# .*\n+/, "");
      if (more.contains(document.activeElement)) more.closest(".hit").focus();
      more.remove();
    } catch (error) {
      this.say(error.message);
    }
  }

  /** Whether a reply may go: at once, or after its author has seen that it quotes an internal article. */
  async maySend(text) {
    const found = this.internal.in(text);
    if (!found) return true;
    const dialog = byId("internal-dialog");
    byId("internal-words").textContent = `${found.words} …`;
    byId("internal-name").textContent = found.title;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "go"), { once: true }));
  }
}
