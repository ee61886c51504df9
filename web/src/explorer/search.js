// Finds entities by name, alias and pinyin. In: a Model. Out: an Index whose `find(typed)` gives the best first.
import { heard, syllables } from "./spoken.js";

const LETTERS = /^[a-zü0-9]+$/;

export const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s'’·•]+/g, "");

export class Index {
  constructor(model) {
    this.model = model;
    this.names = [];
    for (let node = 0; node < model.size; node += 1) {
      for (const name of [model.name(node), ...model.aliases(node)]) this.names.push({ node, name, folded: fold(name), said: null });
    }
  }

  // Up to `most` results {node, name}: the same name first, then how it begins, what it holds, how it sounds.
  find(typed, most = 20) {
    const wanted = fold(typed);
    if (!wanted) return [];
    const letters = LETTERS.test(wanted);
    const best = new Map();
    for (const entry of this.names) {
      const score = this.#score(entry, wanted, letters);
      if (score < 0) continue;
      const known = best.get(entry.node);
      if (!known || score < known.score) best.set(entry.node, { node: entry.node, name: entry.name, score });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || a.node - b.node).slice(0, most);
  }

  // Smaller is better, -1 is no match. Shorter names win among equals, so that 郑州 comes before 郑州市….
  #score(entry, wanted, letters) {
    const at = entry.folded.indexOf(wanted);
    const length = Math.min(entry.folded.length, 99) / 100;
    if (at === 0) return entry.folded.length === wanted.length ? 0 : 1 + length;
    if (at > 0) return 2 + length;
    if (!letters) return -1;
    entry.said ??= syllables(entry.name, this.model.record.spoken);
    const place = heard(wanted, entry.said);
    if (place < 0) return -1;
    return (place === 0 ? 3 : 4) + length;
  }
}
