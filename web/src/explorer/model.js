// The graph in memory. In: the record that Python wrote (src/kgraph/exports/explorer_data.py says what is in it).
// Out: a Model: names and columns by number, what touches a node, and how nodes are tied.
//
// An item is a fact between two nodes (0 … facts-1) or a value of one node (facts …): filters treat both alike.

const VERSION = 1;

export class Model {
  constructor(record) {
    if (record.version !== VERSION) throw new RangeError("version");
    const { nodes, facts, values } = record;
    this.record = record;
    this.size = nodes.name.length;
    this.facts = facts.head.length;
    this.items = this.facts + values.of.length;
    this.classOf = Uint16Array.from(nodes.class);
    this.x = Float32Array.from(nodes.x);
    this.y = Float32Array.from(nodes.y); // up is more, as in graph.gexf
    this.head = join(Int32Array, facts.head, values.of);
    this.tail = join(Int32Array, facts.tail, values.of);
    this.relation = join(Uint16Array, facts.relation, values.relation);
    this.sure = join(Uint16Array, facts.sure, values.sure);
    this.from = join(Int32Array, facts.from, values.from);
    this.to = join(Int32Array, facts.to, values.to);
    [this.publishedFrom, this.publishedTo] = this.#published();
    [this.starts, this.touching] = this.#touching();
  }

  name(node) {
    return this.record.nodes.name[node];
  }

  // The end of the entity's IRI.
  id(node) {
    return this.record.nodes.id[node] || `${this.class(node)[0]}/${this.name(node)}`;
  }

  aliases(node) {
    return this.record.nodes.aliases[node] ?? [];
  }

  class(node) {
    return this.record.classes[this.classOf[node]];
  }

  isValue(item) {
    return item >= this.facts;
  }

  relationOf(item) {
    return this.record.relations[this.relation[item]];
  }

  passages(item) {
    return item < this.facts ? this.record.facts.passages[item] : this.record.values.passages[item - this.facts];
  }

  // The title of a post, or what a value says.
  said(item) {
    return item < this.facts ? (this.record.facts.note[item] ?? "") : this.record.values.said[item - this.facts];
  }

  // All items of a node, facts first.
  of(node) {
    return this.touching.subarray(this.starts[node], this.starts[node + 1]);
  }

  other(item, node) {
    return this.head[item] === node ? this.tail[item] : this.head[item];
  }

  neighbours(node) {
    const found = new Set();
    for (const item of this.of(node)) if (!this.isValue(item)) found.add(this.other(item, node));
    found.delete(node);
    return found;
  }

  degree(node) {
    let count = 0;
    for (const item of this.of(node)) if (!this.isValue(item)) count += 1;
    return count;
  }

  // The number of the entity with this id, -1 if there is none.
  find(id) {
    if (!this.ids) {
      this.ids = new Map();
      for (let node = this.size - 1; node >= 0; node -= 1) this.ids.set(this.id(node), node);
    }
    return this.ids.get(id) ?? -1;
  }

  // First and last day on which a document that says so was published; 0 where none has a date.
  #published() {
    const { from, to } = this.record.documents;
    const first = new Int32Array(this.items);
    const last = new Int32Array(this.items);
    for (let item = 0; item < this.items; item += 1) {
      for (const [document] of this.passages(item)) {
        if (from[document] && (!first[item] || from[document] < first[item])) first[item] = from[document];
        if (to[document] > last[item]) last[item] = to[document];
      }
    }
    return [first, last];
  }

  // Items by node, as one array with the place where each node's begin.
  #touching() {
    const starts = new Int32Array(this.size + 1);
    const each = (visit) => {
      for (let item = 0; item < this.items; item += 1) {
        visit(this.head[item], item);
        if (this.tail[item] !== this.head[item]) visit(this.tail[item], item);
      }
    };
    each((node) => (starts[node + 1] += 1));
    for (let node = 0; node < this.size; node += 1) starts[node + 1] += starts[node];
    const found = new Int32Array(starts[this.size]);
    const next = starts.slice();
    each((node, item) => (found[next[node]++] = item));
    return [starts, found];
  }
}

function join(Kind, one, other) {
  const whole = new Kind(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
