// Giving a conversation to a colleague, and asking for somebody with more experience.

import { get, post } from "./api.js";
import { announce, byId, h, newId, toast } from "./dom.js";

export class Moves {
  /** `act(doing)` does it and shows what went wrong, `ask(name)` opens a dialog, `path(talk, what)` is an address. */
  constructor(talk, { act, ask, path }) {
    this.talk = talk;
    this.act = act;
    this.ask = ask;
    this.path = path;
    // What was typed into a note stays until it is said or thrown away.
    byId("escalate-note").addEventListener("input", (event) => event.target.setCustomValidity(event.target.value.trim() ? "" : "Say in a few words why."));
  }

  async give() {
    const { talk } = this;
    if (!talk.canMove) return;
    const { claimed_by: heldBy } = talk.handoff;
    const path = this.path(talk, "reassign");
    try {
      const { colleagues } = await get("/desk/api/colleagues");
      const others = colleagues.filter((one) => one.id !== heldBy);
      if (!others.length) {
        toast("There is nobody else to give it to yet. An admin adds colleagues under Staff.");
        return;
      }
      byId("reassign-to").replaceChildren(...others.map((one) => this.option(one)));
    } catch (error) {
      toast(error.message);
      return;
    }
    if (!(await this.ask("reassign"))) return;
    const select = byId("reassign-to");
    const name = select.selectedOptions[0].dataset.name;
    if (await this.act(() => post(path, { to: select.value, held_by: heldBy }))) announce(`Given to ${name}.`);
  }

  option(one) {
    const hint = one.id === this.talk.staffId ? "you" : one.there ? "" : one.presence.toLowerCase();
    return h("option", { value: one.id, dataset: { name: one.name } }, hint ? `${one.name} (${hint})` : one.name);
  }

  async escalate() {
    const { talk } = this;
    if (!talk.canEscalate) return;
    const path = this.path(talk, "escalate");
    const field = byId("escalate-note");
    field.setCustomValidity(field.value.trim() ? "" : "Say in a few words why.");
    if (!(await this.ask("escalate"))) return;
    const note = field.value.trim();
    if (await this.act(() => post(path, { note, client_id: newId() }))) {
      field.value = "";
      announce("Escalated.");
    }
  }
}
