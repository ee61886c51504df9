// Lines between nodes: all facts of a pair are one line. In: a Model and which nodes are drawn.
// Out: Ties with columns a, b (a < b) and items, in the order of facts, so that those of the best connected come first.

export class Ties {
  constructor(model) {
    this.model = model;
    this.a = [];
    this.b = [];
    this.items = [];
    this.known = new Map(); // pair of nodes → number of the tie
    this.added = new Uint8Array(model.facts);
  }

  get size() {
    return this.a.length;
  }

  // Take in the facts whose ends are both drawn; the numbers of the ties that are new. `items` are all facts, or those
  // that touch what has come to be drawn.
  take(isDrawn, items = null) {
    const first = this.size;
    const { head, tail, facts } = this.model;
    const each = (item) => {
      if (this.added[item] || !isDrawn(head[item]) || !isDrawn(tail[item])) return;
      this.added[item] = 1;
      this.#tie(item, Math.min(head[item], tail[item]), Math.max(head[item], tail[item]));
    };
    if (items) for (const item of items) item < facts && each(item);
    else for (let item = 0; item < facts; item += 1) each(item);
    return Array.from({ length: this.size - first }, (_, index) => first + index);
  }

  // The number of the tie between two nodes, undefined if they are not tied.
  between(one, other) {
    return this.known.get(Math.min(one, other) * this.model.size + Math.max(one, other));
  }

  #tie(item, a, b) {
    const key = a * this.model.size + b;
    const known = this.known.get(key);
    if (known !== undefined) {
      this.items[known].push(item);
      return;
    }
    this.known.set(key, this.size);
    this.a.push(a);
    this.b.push(b);
    this.items.push([item]);
  }
}
