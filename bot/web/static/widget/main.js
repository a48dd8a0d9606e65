// Puts the widget together: settings in, window.Foyer's functions out.
import { Session } from "./session.js";
import { pickLocale, speaker } from "./strings.js";
import { View } from "./view.js";

export async function start(base, settings) {
  if (!document.body) await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  const locale = pickLocale(settings.locale);
  const say = speaker(locale, settings.strings);
  let view = null;
  let session = null;

  function boot(identity) {
    view = new View(base, settings, say, locale);
    session = new Session({
      base,
      locale,
      identity,
      times: settings.times,
      changed: () => view?.changed(),
      announce: (event) => view?.arrived(event),
    });
    view.attach(session);
  }

  boot(settings.identity || null);
  return {
    open() {
      if (!view) boot(null);
      view.open();
    },
    close() {
      view?.close();
    },
    /** Say who is signed in: the host's signed token, a function that fetches one, or null for nobody. */
    identify(identity) {
      if (!view) return boot(identity || null);
      session.identify(identity || null);
    },
    /** Sign out: close, and forget this person's conversation in this browser. */
    shutdown() {
      session?.shutdown();
      view?.remove();
      view = session = null;
    },
  };
}
