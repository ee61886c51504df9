// What is chosen and what is filtered. In: a Model and the choices of the reader. Out: a State that says of every node
// and item whether it is shown, and tells its listeners when that changes ("filter"), or what is selected ("choice").

export const DRAWN = 20000; // nodes drawn at once: the best connected; more is a cloud in which nothing can be told apart

export class State {
  constructor(model) {
    this.model = model;
    this.listeners = { filter: [], choice: [] };
    this.classes = new Uint8Array(model.record.classes.length);
    this.relations = new Uint8Array(model.record.relations.length);
    this.hidden = new Set(); // by hand
    this.extra = new Set(); // drawn although less connected
    this.focus = null; // nodes that alone are shown
    this.node = -1; // selected
    this.tie = null; // or two selected nodes, with what ties them: {a, b, items}
    this.passes = new Uint8Array(model.items);
    this.shown = new Uint8Array(model.size);
    this.days = { text: extent(model.from, model.to), published: extent(model.publishedFrom, model.publishedTo) };
    this.#everything();
    this.compute();
  }

  on(event, listener) {
    this.listeners[event].push(listener);
  }

  #everything() {
    this.classes.fill(1);
    this.relations.fill(1);
    this.sure = 0;
    this.undated = true;
    this.clock = this.days.text ? "text" : "published"; // which of the two kinds of time is asked
    this.range = this.days[this.clock];
  }

  // Back to everything: filters, focus, what was hidden.
  reset() {
    this.#everything();
    this.hidden.clear();
    this.focus = null;
    this.changed();
  }

  changed() {
    this.compute();
    this.tell("filter");
  }

  tell(event) {
    for (const listener of this.listeners[event]) listener(this);
  }

  choose(node, tie = null) {
    this.node = node;
    this.tie = tie;
    this.tell("choice");
  }

  isDrawn(node) {
    return node < DRAWN || this.extra.has(node);
  }

  // Draw these too, whatever their place among the best connected, and take them out of hiding.
  draw(nodes) {
    let news = false;
    for (const node of nodes) {
      if (!this.isDrawn(node)) this.extra.add(node);
      if (this.hidden.delete(node)) news = true;
      if (this.focus && !this.focus.has(node)) news = Boolean(this.focus.add(node));
    }
    return news;
  }

  // Whether anything but the class of a node is asked for.
  get narrowed() {
    return this.sure > 0 || !this.undated || this.#timed() || this.relations.includes(0);
  }

  compute() {
    const { model, passes, shown } = this;
    const inTime = this.#inTime();
    for (let item = 0; item < model.items; item += 1) {
      passes[item] = this.relations[model.relation[item]] && model.sure[item] >= this.sure && inTime(item) ? 1 : 0;
    }
    const { narrowed } = this;
    for (let node = 0; node < model.size; node += 1) {
      const here = this.classes[model.classOf[node]] && !this.hidden.has(node) && (!this.focus || this.focus.has(node));
      shown[node] = here && (!narrowed || this.#touched(node)) ? 1 : 0;
    }
  }

  #touched(node) {
    for (const item of this.model.of(node)) if (this.passes[item]) return true;
    return false;
  }

  #timed() {
    const whole = this.days[this.clock];
    return Boolean(whole) && (this.range[0] > whole[0] || this.range[1] < whole[1]);
  }

  // Whether an item meets the range of days; an open beginning or end has no limit.
  #inTime() {
    const { model, undated } = this;
    const [froms, tos] = this.clock === "text" ? [model.from, model.to] : [model.publishedFrom, model.publishedTo];
    const timed = this.#timed();
    const [first, last] = this.range ?? [0, 0];
    return (item) => {
      if (!froms[item] && !tos[item]) return undated;
      return !timed || ((!tos[item] || tos[item] >= first) && froms[item] <= last);
    };
  }
}

// First and last day of two columns, null where no day is known.
function extent(froms, tos) {
  let [first, last] = [Infinity, 0];
  for (const column of [froms, tos]) {
    for (const day of column) {
      if (!day) continue;
      if (day < first) first = day;
      if (day > last) last = day;
    }
  }
  return last ? [first, last] : null;
}
