// Block Kit, drawn well enough to use. `press(element, value)` is called for controls outside of inputs.

import { label, make, words } from "./words.js";

/** Draw blocks. Inputs are drawn by `inputs` of a modal: here they are left out. */
export function draw(blocks, names, press) {
  return blocks.filter((block) => block.type !== "input").map((block) => drawn(block, names, press));
}

function drawn(block, names, press) {
  const into = (...children) => make("div", { className: `block ${block.type}` }, ...children);
  if (block.type === "divider") return make("hr");
  if (block.type === "header") return into(...label(block.text, names));
  if (block.type === "section") {
    const fields = (block.fields ?? []).map((field) => make("div", { className: "body" }, ...label(field, names)));
    const left = make("div", { className: "body" }, ...label(block.text, names), fields.length ? make("div", { className: "fields" }, ...fields) : null);
    return into(left, block.accessory ? control(block.accessory, names, press) : null);
  }
  if (block.type === "context") {
    return into(...(block.elements ?? []).map((part) => (part.type === "image" ? make("span", {}, `🖼 ${part.alt_text}`) : make("span", { className: "body" }, ...label(part, names)))));
  }
  if (block.type === "actions") return into(...block.elements.map((part) => control(part, names, press)));
  if (block.type === "markdown") return into(make("div", { className: "body" }, ...words(block.text, names)));
  if (block.type === "image") return into(make("span", {}, `🖼 ${block.alt_text}`));
  if (block.type === "rich_text") return into(make("div", { className: "body" }, ...rich(block, names)));
  return into(make("span", { className: "faint" }, `[${block.type}]`));
}

function rich(part, names) {
  if (part.type === "text") return [part.text];
  if (part.type === "link") return words(`<${part.url}|${part.text ?? part.url}>`, names);
  if (part.type === "user") return words(`<@${part.user_id}>`, names);
  if (part.type === "emoji") return words(`:${part.name}:`, names);
  return (part.elements ?? []).flatMap((child) => rich(child, names));
}

function confirmed(element) {
  const asks = element.confirm;
  return !asks || window.confirm(`${asks.title?.text ?? ""}\n\n${asks.text?.text ?? ""}`);
}

function options(element) {
  return element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);
}

function control(element, names, press) {
  if (element.type === "button") {
    const pressed = () => {
      if (element.url) window.open(element.url, "_blank", "noopener");
      if (confirmed(element)) press(element, null);
    };
    return make("button", { type: "button", className: element.style ?? "", onclick: pressed }, ...label(element.text, names));
  }
  if (element.type === "image") return make("span", {}, `🖼 ${element.alt_text}`);
  if (element.type === "overflow" || element.type.endsWith("_select") || element.type === "radio_buttons") {
    const select = chooser(element, names);
    select.onchange = () => {
      if (select.value && confirmed(element)) press(element, select.value);
      select.value = "";
    };
    return select;
  }
  return make("span", { className: "faint" }, `[${element.type}]`);
}

/** A select of an element's options, or of people for users_select. */
function chooser(element, names, first) {
  const hint = element.placeholder?.text ?? (element.type === "overflow" ? "…" : "Choose");
  const people = element.type.includes("users");
  const choices = people ? Object.entries(names).map(([value, text]) => ({ value, text: { type: "plain_text", text } })) : options(element);
  const select = make("select", { ariaLabel: hint, multiple: element.type.startsWith("multi_") });
  if (!select.multiple) select.append(make("option", { value: "" }, first ?? hint));
  for (const choice of choices) select.append(make("option", { value: choice.value }, ...label(choice.text, names)));
  return select;
}

/** The inputs of a modal: their nodes, and a function that reads {block id: value}. */
export function inputs(view, names) {
  const readers = [];
  const nodes = view.body.blocks.filter((block) => block.type === "input").map((block) => {
    const [node, read] = field(block.element, names);
    node.id = `input-${block.block_id}`;
    readers.push([block.block_id, read]);
    const error = view.errors[block.block_id];
    return make("div", { className: "field" },
      make("label", { htmlFor: node.id }, block.label.text + (block.optional ? " (optional)" : "")), node,
      block.hint ? make("div", { className: "faint" }, block.hint.text) : null,
      error ? make("div", { className: "error", role: "alert" }, error) : null);
  });
  return [nodes, () => Object.fromEntries(readers.map(([id, read]) => [id, read()]).filter(([, value]) => value !== undefined))];
}

function field(element, names) {
  const kind = element.type;
  if (kind.endsWith("_select") || kind === "radio_buttons") {
    const select = chooser(element, names);
    const first = element.initial_option?.value ?? element.initial_user;
    if (first) select.value = first;
    const chosen = () => (select.multiple ? [...select.selectedOptions].map((one) => one.value) : select.value || undefined);
    return [select, chosen];
  }
  if (kind === "checkboxes") {
    const begun = new Set((element.initial_options ?? []).map((option) => option.value));
    const boxes = element.options.map((option) => make("input", { type: "checkbox", value: option.value, checked: begun.has(option.value) }));
    const rows = boxes.map((box, index) => make("label", {}, box, " ", ...label(element.options[index].text, names)));
    return [make("div", {}, ...rows), () => boxes.filter((box) => box.checked).map((box) => box.value)];
  }
  if (element.multiline || kind === "rich_text_input") {
    const area = make("textarea", { rows: 5, value: element.initial_value ?? "", placeholder: element.placeholder?.text ?? "" });
    return [area, () => area.value || undefined];
  }
  const types = { datepicker: "date", timepicker: "time", number_input: "number", email_text_input: "email" };
  const begun = element.initial_value ?? element.initial_date ?? element.initial_time ?? "";
  const input = make("input", { type: types[kind] ?? "text", value: begun, placeholder: element.placeholder?.text ?? "" });
  return [input, () => input.value || undefined];
}
