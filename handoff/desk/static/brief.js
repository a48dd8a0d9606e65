// The handoff's package as a card: everything an agent needs to go on without asking the customer again.

import { dateName, fullTime, h, link } from "./dom.js";

const percent = (value) => `${Math.round(value * 100)} %`;

function section(title, ...content) {
  const filled = content.flat().filter(Boolean);
  return filled.length ? h("section", { class: "brief-part" }, h("h3", {}, title), filled) : null;
}

function pairs(rows) {
  if (!rows.length) return null;
  return h("dl", { class: "pairs" }, rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

function mood(value) {
  if (value <= -0.45) return ["Upset", "bad"];
  if (value <= -0.3) return ["Annoyed", "warn"];
  return value >= 0.25 ? ["Friendly", "good"] : ["Neutral", ""];
}

function moodLine(brief) {
  const [now, kind] = mood(brief.sentiment);
  const [worst] = mood(brief.sentiment_worst);
  const children = [h("span", { class: `badge ${kind}` }, now)];
  if (worst !== now) children.push(h("span", { class: "quiet" }, `at worst ${worst.toLowerCase()} (${brief.sentiment_worst.toFixed(2)})`));
  return h("span", { class: "inline" }, children);
}

function who(brief) {
  const kind = brief.level >= 2 ? "good" : "warn";
  return section(
    "Customer",
    h("p", { class: "inline" }, h("strong", {}, brief.customer), h("span", { class: `badge ${kind}` }, brief.level_label)),
    brief.proven ? h("p", { class: "quiet" }, brief.proven) : null,
    brief.account ? h("p", { class: "inline" }, brief.account, brief.tier ? h("span", { class: `badge tier-${brief.tier}` }, brief.tier_label) : null) : h("p", { class: "quiet" }, "No account known"),
  );
}

function escalation(handoff) {
  if (!handoff.escalated_at) return null;
  return section("Escalated", h("p", {}, handoff.escalation_note), h("p", { class: "quiet" }, `by ${handoff.escalated_by_name}, ${fullTime(handoff.escalated_at)}`));
}

function why(handoff, brief) {
  return section(
    "Why it came to you",
    h("p", { class: "inline" }, h("strong", {}, brief.reason_label), h("span", { class: `badge priority-${handoff.priority}` }, `${handoff.priority_label} priority`)),
    brief.reason_text ? h("p", {}, brief.reason_text) : null,
    brief.complexity ? h("p", { class: "quiet" }, `Complexity ${brief.complexity}${brief.complexity_reasons.length ? `: ${brief.complexity_reasons.join(", ")}` : ""}`) : null,
    handoff.priority_reasons.length ? h("p", { class: "quiet" }, `Priority: ${handoff.priority_reasons.join("; ")}`) : null,
    brief.evidence.length ? h("details", {}, h("summary", {}, "Evidence"), pairs(brief.evidence)) : null,
  );
}

function tried(brief) {
  if (!brief.attempts.length) return section("What the bot tried", h("p", { class: "quiet" }, "Nothing yet: it came straight to a person."));
  const steps = brief.attempts.map((step) =>
    h("li", {}, h("span", {}, step.what), h("span", { class: "badge" }, step.outcome), step.detail ? h("span", { class: "quiet step-detail" }, step.detail) : null),
  );
  return section("What the bot tried", h("ol", { class: "steps" }, steps));
}

function reading(brief) {
  const rows = [];
  if (brief.intent) {
    rows.push(["Intent", h("span", { class: "inline" }, brief.intent_sure ? brief.intent : `Perhaps: ${brief.intent}`, brief.intent_score === null ? null : h("span", { class: "quiet number" }, percent(brief.intent_score)))]);
  }
  rows.push(["Mood", moodLine(brief)]);
  if (brief.language) rows.push(["Language", brief.language]);
  return section("Reading", pairs(rows));
}

/** Addresses of our own pages that end a line, in whole: the customer may read them elsewhere. */
function whole(text) {
  return text.replace(/(?<=: )\/[\w\-./]+$/gm, (path) => new URL(path, location.origin).href);
}

function draft(brief, onUseDraft) {
  if (!brief.draft_reply) return null;
  const use = onUseDraft ? h("button", { class: "button small", type: "button", onclick: () => onUseDraft(whole(brief.draft_reply)) }, "Use draft") : null;
  return section("Draft reply", h("blockquote", { class: "draft" }, brief.draft_reply), use);
}

function closing(handoff) {
  if (handoff.open) return null;
  const how = handoff.close_reason ? `: ${handoff.close_reason}` : "";
  const when = handoff.closed_at ? ` on ${fullTime(handoff.closed_at)}` : "";
  const line = h("p", { class: "message" }, `${handoff.status_label}${how}${handoff.claimed_by_name ? ` by ${handoff.claimed_by_name}` : ""}${when}`);
  return [line, pairs(handoff.resolution)];
}

function later(added, show) {
  if (!added) return null;
  const more = h("p", { class: "inline" }, h("span", { class: "quiet" }, added.words), h("button", { class: "button small", type: "button", onclick: () => show(added) }, "Show"));
  const asked = added.question ? h("p", {}, h("span", { class: "quiet" }, "They asked: "), added.question) : null;
  return section("Added since", h("blockquote", { class: "draft" }, added.latest), asked, pairs(added.facts), more);
}

function before(earlier, open) {
  const cases = earlier.map((one) => {
    const title = [dateName(one.at), one.about].filter(Boolean).join(" · ");
    const there = h("a", { href: `/desk/c/${encodeURIComponent(one.conversation_id)}`, onclick: (event) => open(event, one.conversation_id) }, title);
    return h("li", {}, h("p", {}, there), one.question ? h("p", { class: "quiet" }, `“${one.question}”`) : null, h("p", {}, one.outcome));
  });
  return cases.length ? section("Earlier cases", h("ul", { class: "cases" }, cases)) : null;
}

/** The card. `use(draft)` is null when this agent cannot reply; `added` is what the customer wrote after the brief, `earlier` their cases before. */
export function briefCard(handoff, { use = null, added = null, show = null, earlier = [], open = null } = {}) {
  const brief = handoff.package;
  const documents = brief.documents.map((item) => h("li", {}, link(item.title, item.url)));
  return h(
    "div",
    { class: "brief-card" },
    ...(closing(handoff) ?? []),
    escalation(handoff),
    brief.summary ? section("In short", h("p", { class: "summary" }, brief.summary), brief.summary_by ? h("p", { class: "quiet" }, `Written by a language model (${brief.summary_by})`) : null) : null,
    brief.open_question ? section("Open question", h("p", { class: "question" }, brief.open_question)) : null,
    later(added, show),
    brief.suggested_action ? section("Suggested next step", h("p", {}, brief.suggested_action)) : null,
    before(earlier, open),
    draft(brief, use),
    why(handoff, brief),
    who(brief),
    brief.facts.length ? section("Facts so far", pairs(brief.facts)) : null,
    tried(brief),
    reading(brief),
    documents.length ? section("Documents", h("ul", { class: "documents" }, documents)) : null,
  );
}
