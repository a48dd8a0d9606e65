// Whether a reply says in so many words what an internal article says.

const RUN = 6; // so many words one after another are no coincidence

const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function runsOf(text) {
  const words = wordsOf(text);
  return words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, at) => words.slice(at, at + RUN).join(" "));
}

/** Remembers internal texts that were shown, and finds their words again. */
export class InternalWords {
  constructor() {
    this.runs = new Map();
  }

  saw(title, text) {
    for (const run of runsOf(text)) this.runs.set(run, title);
  }

  /** {title, words} of the first internal text that stands in `text`, or null. */
  in(text) {
    const run = runsOf(text).find((words) => this.runs.has(words));
    return run ? { title: this.runs.get(run), words: run } : null;
  }
}
