// Every sentence of the widget's own, by language. A company may override any with FoyerSettings.strings.
const en = {
  open: "Open chat",
  close: "Close chat",
  unread: "{n} unread",
  title: "Chat with {company}",
  chat: "Chat",
  messages: "Messages",
  write: "Write a message…",
  send: "Send",
  person: "Talk to a person",
  withPerson: "A person is looking after you",
  inLine: "You are in line for a person",
  leave: "I no longer need help",
  askedPerson: "Passing you on…",
  bot: "Bot",
  botOf: "{company}’s assistant",
  humanOf: "{company} team",
  team: "The team",
  you: "You",
  sending: "Sending…",
  sent: "Sent",
  delivered: "Delivered",
  waiting: "Waiting for a connection",
  later: "Waiting a moment, then sending",
  failed: "Not delivered",
  retry: "Retry",
  edit: "Edit",
  connecting: "Connecting…",
  reconnecting: "Connection lost. Reconnecting…",
  offline: "You are offline. What you write is kept and sent when you are back.",
  back: "Connected again.",
  stopped: "Chat is not available on this page.",
  refused: "You could not be signed in to the chat. Reload the page, or try again.",
  busy: "A lot is going on right now. Trying again shortly.",
  again: "Try again",
  thinking: "{name} is thinking…",
  typing: "{name} is typing…",
  working: "Still working on it. Your message is safe; the answer will appear here.",
  newFrom: "New message from {name}",
  changed: "changed",
  takenBack: "This message was taken back.",
  left: "{n} characters left",
  tooLong: "{n} characters too many. Shorten the text or send it in parts; nothing is lost.",
  files: "Files can’t be sent in this chat. Please describe what you see or paste the text. If a file is needed, ask for a person, who will tell you how to send it safely.",
  dismiss: "Dismiss",
  sources: "Sources",
  replies: "Suggested replies",
  newTab: "(opens in a new tab)",
  latest: "Jump to the newest message",
  today: "Today",
  yesterday: "Yesterday",
  resolved: "This is marked as solved. Not quite? Just write again.",
  handed_off: "A person will take over from here.",
  joined: "{name} has joined.",
  returned: "{name} is back.",
  withdrawn: "{name} is back.",
  still_waiting: "You are still in line. Nothing is lost.",
};

const de = {
  open: "Chat öffnen",
  close: "Chat schließen",
  unread: "{n} ungelesen",
  title: "Chat mit {company}",
  chat: "Chat",
  messages: "Nachrichten",
  write: "Nachricht schreiben…",
  send: "Senden",
  person: "Mit einem Menschen sprechen",
  withPerson: "Ein Mensch kümmert sich um Sie",
  inLine: "Sie warten auf einen Menschen",
  leave: "Ich brauche keine Hilfe mehr",
  askedPerson: "Wird weitergegeben…",
  bot: "Bot",
  botOf: "Assistent von {company}",
  humanOf: "Team von {company}",
  team: "Das Team",
  you: "Sie",
  sending: "Wird gesendet…",
  sent: "Gesendet",
  delivered: "Zugestellt",
  waiting: "Wartet auf Verbindung",
  later: "Wird gleich gesendet",
  failed: "Nicht zugestellt",
  retry: "Erneut senden",
  edit: "Bearbeiten",
  connecting: "Verbindung wird aufgebaut…",
  reconnecting: "Verbindung unterbrochen. Neuer Versuch…",
  offline: "Sie sind offline. Was Sie schreiben, bleibt erhalten und wird später gesendet.",
  back: "Wieder verbunden.",
  stopped: "Der Chat ist auf dieser Seite nicht verfügbar.",
  refused: "Die Anmeldung im Chat ist fehlgeschlagen. Laden Sie die Seite neu oder versuchen Sie es noch einmal.",
  busy: "Gerade ist viel los. Gleich folgt ein neuer Versuch.",
  again: "Noch einmal",
  thinking: "{name} denkt nach…",
  typing: "{name} schreibt…",
  working: "Noch in Arbeit. Ihre Nachricht ist angekommen, die Antwort erscheint hier.",
  newFrom: "Neue Nachricht von {name}",
  changed: "geändert",
  takenBack: "Diese Nachricht wurde zurückgenommen.",
  left: "Noch {n} Zeichen",
  tooLong: "{n} Zeichen zu viel. Bitte kürzen oder in Teilen senden; es geht nichts verloren.",
  files: "Dateien lassen sich in diesem Chat nicht senden. Bitte beschreiben Sie, was Sie sehen, oder fügen Sie den Text ein. Wird eine Datei gebraucht, sagt Ihnen ein Mensch aus dem Team, wie Sie sie sicher senden.",
  dismiss: "Ausblenden",
  sources: "Quellen",
  replies: "Vorgeschlagene Antworten",
  newTab: "(öffnet in neuem Tab)",
  latest: "Zur neuesten Nachricht",
  today: "Heute",
  yesterday: "Gestern",
  resolved: "Als gelöst markiert. Noch nicht ganz? Schreiben Sie einfach weiter.",
  handed_off: "Ab hier übernimmt ein Mensch.",
  joined: "{name} ist jetzt im Gespräch.",
  returned: "{name} ist wieder da.",
  withdrawn: "{name} ist wieder da.",
  still_waiting: "Sie sind weiter an der Reihe. Es geht nichts verloren.",
};

const tables = { en, de };

/** Sentences a language lacks or has too many of; a test asks. */
export function gaps() {
  const keys = (table) => Object.keys(table).sort().join();
  return Object.keys(tables).filter((name) => keys(tables[name]) !== keys(en));
}

/** The function that says a sentence in the customer's language: say("left", {n: 12}). */
export function speaker(locale, overrides) {
  const table = { ...en, ...tables[locale.slice(0, 2).toLowerCase()], ...overrides };
  return (key, values = {}) => (table[key] || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

const spoken = (locale) => Object.hasOwn(tables, locale.split("-")[0].toLowerCase());

/** What the page asks for, else the first of the browser's languages that we speak, else the page's own. */
export function pickLocale(wanted) {
  const locale = wanted || (navigator.languages || []).find(spoken) || document.documentElement.lang || "en";
  try {
    return new Intl.Locale(locale).baseName;
  } catch {
    return "en";
  }
}
