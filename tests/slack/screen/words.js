// Slack's mrkdwn (and the little Markdown that apps stream) as nodes. Text is only ever set as text.

const EMOJI = {
  wave: "👋", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", eyes: "👀", ticket: "🎫", bell: "🔔",
  robot_face: "🤖", hourglass_flowing_sand: "⏳", hourglass: "⌛", red_circle: "🔴", large_orange_circle: "🟠",
  large_yellow_circle: "🟡", large_green_circle: "🟢", white_circle: "⚪", bust_in_silhouette: "👤", lock: "🔒",
  page_facing_up: "📄", memo: "📝", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", tada: "🎉", fire: "🔥",
  rotating_light: "🚨", speech_balloon: "💬", information_source: "ℹ️", heart: "❤️", alarm_clock: "⏰",
};
const RULES = [
  [/```([\s\S]+?)```/, (m) => make("pre", {}, m[1].replace(/^\n/, ""))],
  [/`([^`\n]+)`/, (m) => make("code", {}, plain(m[1]))],
  [/<([^<>|]+)(?:\|([^<>]*))?>/, (m, names) => special(m[1], m[2], names)],
  [/\[([^\]\n]+)\]\((https?:[^\s)]+)\)/, (m) => link(m[2], m[1])],
  [/\*\*(?=\S)([^\n]+?)\*\*/, (m, names) => make("b", {}, ...words(m[1], names))],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)\*(?![\w*])/, (m, names) => make("b", {}, ...words(m[1], names))],
  [/(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)/, (m, names) => make("i", {}, ...words(m[1], names))],
  [/(?<!\w)~(?=\S)([^~\n]+?)~(?!\w)/, (m, names) => make("s", {}, ...words(m[1], names))],
  [/:([a-z0-9_+-]+):/, (m) => document.createTextNode(EMOJI[m[1]] ?? m[0])],
  [/^(?:&gt;|>) ?(.*)$/m, (m, names) => make("blockquote", {}, ...words(m[1], names))],
];

/** A new element with properties and children; strings become text. */
export function make(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on") || key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A moment as Slack shows it: in the reader's time zone. */
function moment(target, label) {
  const [, seconds, form = ""] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return label || "a date";
  const day = at.toLocaleDateString([], { day: "numeric", month: "short" });
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return form.replace(/\{date\w*\}/g, day).replace(/\{time\w*\}/g, time);
}

/** What &amp;lt; and its like stand for. */
export function plain(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

export function emoji(name) {
  return EMOJI[name] ?? `:${name}:`;
}

function link(address, label) {
  const safe = /^(https?|mailto):/.test(address);
  return safe ? make("a", { href: plain(address), target: "_blank", rel: "noopener noreferrer" }, plain(label)) : plain(label);
}

function special(target, label, names) {
  if (target[0] === "@") return make("span", { className: "mention" }, `@${names[target.slice(1)] ?? target.slice(1)}`);
  if (target[0] === "#") return make("span", { className: "mention" }, `#${label || names[target.slice(1)] || target.slice(1)}`);
  if (target.startsWith("!date")) return document.createTextNode(moment(target, label));
  if (target[0] === "!") return make("span", { className: "mention" }, `@${label || target.slice(1)}`);
  return link(target, label || target);
}

/** The nodes of a text. */
export function words(text, names) {
  for (const [pattern, build] of RULES) {
    const found = pattern.exec(text);
    if (found) {
      const before = text.slice(0, found.index);
      const after = text.slice(found.index + found[0].length);
      return [...(before ? words(before, names) : []), build(found, names), ...(after ? words(after, names) : [])];
    }
  }
  return [plain(text)];
}

/** A text object or string of Block Kit. */
export function label(text, names) {
  if (!text) return [];
  return typeof text === "object" && text.type === "plain_text" ? [text.text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all)] : words(text.text ?? text, names);
}
