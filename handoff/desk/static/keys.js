// Shortcuts: single keys, and only while nobody types or decides something.

const TYPING = "input, textarea, select, [contenteditable]";

/** `keys` maps a key to what it does; `enabled()` says whether its owner wants them. */
export function bindKeys(enabled, keys) {
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (!enabled()) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
