// Light markdown to DOM nodes. Text only ever becomes text nodes, so markup in a message is shown, not run.
const INLINE =
  /`([^`\n]+)`|\*\*(\S(?:.*?\S)?)\*\*|\[([^\]\n]+)\]\(([^\s()]+)\)|(https?:\/\/[^\s<>"'`()]*[^\s<>"'`().,;:!?*])/g;
const BULLET = /^\s{0,6}[-*•]\s+(.*)$/;
const NUMBER = /^\s{0,6}(\d{1,3})[.)]\s+(.*)$/;

export function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** The address if it is one a customer may safely follow, else null. Relative addresses belong to the server. */
export function safeUrl(href, base) {
  try {
    const url = new URL(href, `${base}/`);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(href, children, { base, newTab, ...props }) {
  const url = safeUrl(href, base);
  if (!url) return el("span", props, ...children);
  const hint = el("span", { class: "vh" }, ` ${newTab}`);
  return el("a", { ...props, href: url, target: "_blank", rel: "noopener noreferrer" }, ...children, hint);
}

function inline(text, options) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, bold, label, href, bare] = match;
    nodes.push(text.slice(end, match.index));
    if (code) nodes.push(el("code", {}, code));
    else if (bold) nodes.push(el("strong", {}, ...inline(bold, options)));
    else if (bare) nodes.push(link(bare, [bare], options));
    else nodes.push(safeUrl(href, options.base) ? link(href, [label], options) : all);
    end = match.index + all.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** Paragraphs, **bold**, `code`, lists and links; anything else stays the text it is. */
export function markdown(text, options) {
  const out = document.createDocumentFragment();
  let block = null;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const number = NUMBER.exec(line);
    const bullet = number || BULLET.exec(line);
    const kind = number ? "ol" : bullet ? "ul" : "p";
    if (!line.trim()) {
      if (block?.localName === "p") block = null;
      continue;
    }
    if (block?.localName !== kind) {
      block = el(kind, number && number[1] !== "1" ? { start: number[1] } : {});
      out.append(block);
    } else if (kind === "p") {
      block.append(el("br"));
    }
    const parts = inline(bullet ? bullet[bullet.length - 1] : line.trim(), options);
    block.append(...(bullet ? [el("li", {}, ...parts)] : parts));
  }
  return out;
}
