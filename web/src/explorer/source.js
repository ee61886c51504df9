// Articles and sentences. In: a Model and, where a server gave the page, the address of its texts. Out: a Source:
// `article(document)` → {text, segments} or null, `sentence(passage)` → its words or null (neither is here).
//
// A passage is [document, rule, sure, modality, speaker, begin, end, …]; positions count code points of the source.

const HEAD = 5; // numbers before the positions

export const ranges = (passage) => {
  const found = [];
  for (let at = HEAD; at < passage.length; at += 2) found.push([passage[at], passage[at + 1]]);
  return found;
};

export class Source {
  constructor(model, texts = "") {
    this.model = model;
    this.texts = texts;
    this.known = new Map();
  }

  async article(document) {
    if (!this.known.has(document)) this.known.set(document, this.#read(document));
    return this.known.get(document);
  }

  async sentence(passage) {
    const { quotes } = this.model.record;
    const kept = quotes?.[passage[0]]?.[passage.slice(HEAD).join("-")];
    if (kept !== undefined) return kept;
    const article = await this.article(passage[0]);
    return article && places(article, passage).map(([begin, end]) => article.text.slice(begin, end)).join("");
  }

  async #read(document) {
    const inside = this.model.record.texts?.[document];
    if (inside) return prepared(...inside);
    if (!this.texts) return null;
    const id = this.model.record.documents.id[document];
    const answer = await fetch(`${this.texts}?id=${encodeURIComponent(id)}`);
    if (!answer.ok) return null;
    const { text, segments } = await answer.json();
    return prepared(text, segments);
  }
}

// Where in the article the positions of a passage stand: half-open, for `text.slice`.
export function places(article, passage) {
  const found = [];
  for (const [begin, end] of ranges(passage)) {
    for (const [start, source, length] of article.segments) {
      const [first, last] = [Math.max(begin, source), Math.min(end, source + length)];
      if (first < last) found.push([article.at(first - source + start), article.at(last - source + start)]);
    }
  }
  return found;
}

// JavaScript counts UTF-16 units: `at` turns a code point's place into theirs.
function prepared(text, segments) {
  if (!/[\ud800-\udfff]/.test(text)) return { text, segments, at: (place) => place };
  const units = [0];
  for (const character of text) units.push(units.at(-1) + character.length);
  return { text, segments, at: (place) => units[place] };
}
