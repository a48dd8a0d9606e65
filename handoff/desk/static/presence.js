// On duty or off: said by the one who signs in, kept by the server.

import { get, post } from "./api.js";
import { announce, byId, toast } from "./dom.js";

export class Presence {
  constructor() {
    this.button = byId("presence");
    this.dialog = byId("presence-dialog");
    this.until = byId("presence-until");
    this.button.addEventListener("click", () => (this.there ? this.ask() : this.change({ off: false })));
    this.dialog.querySelector("form").addEventListener("submit", (event) => this.submit(event));
    // Naming a time chooses it.
    this.until.addEventListener("input", () => {
      byId("presence-named").checked = true;
      byId("presence-problem").hidden = true;
    });
  }

  async load() {
    try {
      this.show(await get("/desk/api/presence"));
    } catch {
      // The next change of the queue asks again.
    }
  }

  show(state) {
    this.there = state.there;
    this.button.hidden = false;
    this.button.dataset.there = state.there;
    byId("presence-words").textContent = state.there ? state.words : `${state.words}: come back`;
    byId("presence-held").textContent = String(state.held);
    byId("presence-give").hidden = !state.held;
  }

  async ask() {
    await this.load();
    byId("presence-problem").hidden = true;
    this.dialog.returnValue = "";
    this.dialog.showModal();
  }

  async submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const until = form.get("until") === "named" ? this.until.value : form.get("until");
    const held = !byId("presence-give").hidden && form.get("give_back") === "yes";
    if (await this.change({ off: true, until, give_back: held }, byId("presence-problem"))) this.dialog.close("go");
  }

  /** Says it to the server; what goes wrong is shown in `place`, or as a toast. */
  async change(body, place = null) {
    try {
      const state = await post("/desk/api/presence", body);
      this.show(state);
      announce(state.words);
      return true;
    } catch (error) {
      if (!place) toast(error.message);
      else {
        place.textContent = error.message;
        place.hidden = false;
      }
      return false;
    }
  }
}
