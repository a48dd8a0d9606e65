// Files under a customer's message: to save, or why there is nothing to save.

import { h } from "./dom.js";

const UNITS = ["bytes", "KB", "MB"];

export function sizeOf(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit ? size.toFixed(1) : size} ${UNITS[unit]}`;
}

/** What of the files changes how an entry looks. */
export const filesSig = (files) => files.map((file) => `${file.id}${file.state}`).join();

export function filesOf(files) {
  if (!files.length) return null;
  const lines = files.map((file) =>
    h(
      "li",
      { class: "file" },
      file.url ? h("a", { href: file.url, download: file.name }, file.name) : h("span", {}, file.name),
      h("span", { class: "file-note" }, file.url ? sizeOf(file.size) : file.note),
    ),
  );
  return h("ul", { class: "files", "aria-label": "Files" }, lines);
}
