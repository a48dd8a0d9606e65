// What is due next, as a countdown of opening time.

import { fullTime, serverNow, span } from "./dom.js";

/** Opening time left in ms, counted on from what the server said at `readAt`; negative once it is late. */
export function leftOf(due, readAt) {
  return due.running ? due.left_ms - (serverNow() - readAt) : due.left_ms;
}

export function stateOf(due, readAt) {
  const left = leftOf(due, readAt);
  if (left <= 0) return "late";
  return left <= due.soon_ms ? "soon" : "ok";
}

const KINDS = { ok: "", soon: "warn", late: "bad" };

/** Write a countdown into a badge. */
export function showDue(slot, due, readAt) {
  const left = leftOf(due, readAt);
  const state = stateOf(due, readAt);
  slot.textContent = left <= 0 ? `${span(-left)} late` : `${span(left)} left`;
  slot.classList.remove("warn", "bad");
  if (KINDS[state]) slot.classList.add(KINDS[state]);
  const paused = due.running ? "" : " Opening hours are over: the clock stands still.";
  slot.title = `${due.kind_label} due ${fullTime(due.at)}.${paused}`;
}
