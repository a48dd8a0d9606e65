// "Is there an article?" in the dialog that settles a conversation: what fits the open question, a search for others,
// and a place to say what a missing one should say.

import { get } from "./api.js";
import { byId, h } from "./dom.js";

const PAUSE = 220;
const MOST = 4;

export class ArticlePicker {
  constructor() {
    this.box = byId("article-picker");
    this.list = byId("article-choices");
    this.query = byId("article-find");
    this.wanted = byId("article-wanted");
    this.query.addEventListener("input", () => this.soon());
    this.query.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it searches, and does not settle anything
      this.find();
    });
    this.box.addEventListener("change", (event) => {
      this.draw();
      if (event.target.value === "wanted") byId("article-wanted-label").scrollIntoView({ block: "nearest" });
    });
    this.wanted.addEventListener("input", () => this.draw());
    this.wanted.addEventListener("invalid", (event) => {
      event.preventDefault(); // the browser's bubble is lost behind the buttons that stay in sight
      byId("article-missing").hidden = false;
      this.wanted.focus({ preventScroll: true });
      byId("article-wanted-label").scrollIntoView({ block: "center" });
    });
  }

  /** Begin anew for a conversation: suggestions for the question it waits with. */
  open(conversation, question) {
    this.conversation = conversation;
    this.query.value = "";
    this.list.replaceChildren();
    this.draw();
    return this.suggest(question);
  }

  get picked() {
    return this.box.querySelector("[name=article]:checked")?.value ?? "";
  }

  /** What was chosen: {article_id, article_wanted}. */
  get choice() {
    const { picked } = this;
    return { article_id: picked.startsWith("=") ? picked.slice(1) : "", article_wanted: picked === "wanted" ? this.wanted.value.trim() : "" };
  }

  draw() {
    const missing = this.picked === "wanted";
    const empty = !this.wanted.value.trim();
    byId("article-wanted-label").hidden = !missing;
    this.wanted.setCustomValidity(missing && empty ? "Say what it should say." : "");
    if (!missing || !empty) byId("article-missing").hidden = true;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find(), PAUSE);
  }

  find() {
    clearTimeout(this.timer);
    const words = this.query.value.trim();
    if (words) this.suggest(words);
  }

  async suggest(words) {
    this.asked = words;
    if (!words) {
      this.say("");
      return;
    }
    this.say("Looking for articles…");
    try {
      const { hits } = await get(`/desk/api/knowledge?q=${encodeURIComponent(words.slice(0, 400))}&conversation=${encodeURIComponent(this.conversation)}`);
      if (words !== this.asked) return;
      this.show(hits.slice(0, MOST));
      this.say(hits.length ? "" : "No article fits these words.");
    } catch (error) {
      if (words === this.asked) this.say(error.message);
    }
  }

  say(text) {
    byId("article-state").textContent = text;
  }

  /** A choice made before stays in the list, whatever is found next. */
  show(hits) {
    const kept = this.list.querySelector(":checked")?.closest("label");
    const value = kept?.querySelector("input").value;
    const rest = hits.filter((hit) => `=${hit.id}` !== value).map((hit) => this.line(hit));
    this.list.replaceChildren(...(kept ? [kept] : []), ...rest);
  }

  line(hit) {
    const mark = hit.internal ? h("span", { class: "badge bad" }, "Internal") : null;
    return h("label", { class: "choice" }, h("input", { type: "radio", name: "article", value: `=${hit.id}` }), h("span", {}, hit.title, hit.heading ? h("span", { class: "quiet" }, ` · ${hit.heading}`) : null), mark);
  }
}
