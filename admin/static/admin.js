// Comfort for the back office; every page reads and works without it.

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

for (const element of document.querySelectorAll("time[datetime]")) {
  const at = new Date(element.dateTime);
  element.textContent = when.format(at);
  element.title = exact.format(at);
}

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}

for (const select of document.querySelectorAll(".search select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// A form's file goes as it is, so that it may be large; without scripts it goes in the form, up to a megabyte.
for (const form of document.querySelectorAll("form[data-raw]")) {
  form.addEventListener("submit", async (event) => {
    const fields = new FormData(form);
    const file = fields.get("file");
    if (!(file instanceof File) || !file.size) return;
    event.preventDefault();
    const query = new URLSearchParams({ name: file.name });
    for (const [name, value] of fields) if (name !== "file" && name !== "csrf") query.set(name, value);
    const busy = form.querySelector("[data-busy]");
    const button = form.querySelector("button[type=submit]");
    busy.hidden = false;
    button.disabled = true;
    try {
      const answer = await fetch(`${form.action}?${query}`, {
        method: "POST",
        headers: { "X-CSRF-Token": String(fields.get("csrf")), "Content-Type": "application/octet-stream" },
        body: file,
      });
      if (answer.redirected) {
        location.assign(answer.url);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      busy.textContent = page.querySelector("[role=alert]")?.textContent || `The file was not taken (${answer.status}).`;
    } catch {
      busy.textContent = "The connection was lost. Try again.";
    }
    button.disabled = false;
  });
}
