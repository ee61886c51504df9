// What is to be drawn, whoever draws it. In: a State and its Model. Out: a Scene that says of nodes and ties whether they
// are seen and how strongly; `webgl.js` and `flat.js` draw it.
//
// While something is selected, all but it and its neighbours is faint. Ties of what is selected and of the node under the
// pointer are drawn once more, on top.
import { Looks } from "./looks.js";
import { Ties } from "./ties.js";

const NAMED = 40; // neighbours of what is selected whose names are written

export class Scene {
  constructor(state) {
    this.state = state;
    this.model = state.model;
    this.looks = new Looks(this.model);
    this.ties = new Ties(this.model);
    this.nodes = []; // numbers of the nodes that are drawn, hidden or not
    this.middle = new Set(); // selected nodes
    this.near = new Set(); // these and their neighbours
    this.named = new Set(); // those whose names are written
    this.hovered = -1;
    this.grow();
  }

  // Take in what the state draws; the new nodes and ties.
  grow() {
    const { state, model } = this;
    const fresh = this.nodes.length ? [...state.extra].filter((node) => !this.extra.has(node)) : range(model.size).filter((n) => state.isDrawn(n));
    this.extra = new Set(state.extra);
    this.nodes.push(...fresh);
    const isDrawn = (node) => state.isDrawn(node);
    const items = this.ties.size ? fresh.flatMap((node) => [...model.of(node)]) : null;
    return { nodes: fresh, ties: this.ties.take(isDrawn, items) };
  }

  seesNode(node) {
    return this.state.shown[node] === 1;
  }

  seesTie(tie) {
    const { ties, state } = this;
    if (!state.shown[ties.a[tie]] || !state.shown[ties.b[tie]]) return false;
    for (const item of ties.items[tie]) if (state.passes[item]) return true;
    return false;
  }

  // After the choice has changed: who stands near it.
  choose() {
    const { node, tie } = this.state;
    const middle = tie ? [tie.a, tie.b] : node >= 0 ? [node] : [];
    this.middle = new Set(middle);
    this.near = new Set(tie ? middle : middle.flatMap((one) => [one, ...this.model.neighbours(one)]));
    this.named = new Set([...this.near].sort((a, b) => a - b).slice(0, NAMED)); // a smaller number is better connected
  }

  // The ties that stand out: those of what is selected, and of the node under the pointer.
  *strongTies() {
    const { node, tie } = this.state;
    if (tie) yield this.ties.between(tie.a, tie.b);
    for (const one of new Set([node, this.hovered])) {
      if (one < 0) continue;
      for (const other of this.model.neighbours(one)) {
        const found = this.ties.between(one, other);
        if (found !== undefined && this.seesTie(found)) yield found;
      }
    }
  }

  strongColour(tie) {
    return this.looks.strongTie[this.model.classOf[this.ties.b[tie]]];
  }

  tieColour(tie) {
    return this.near.size ? this.looks.faintTie : this.looks.tie[this.model.classOf[this.ties.b[tie]]];
  }

  nodeColour(node) {
    const faint = this.near.size > 0 && !this.near.has(node);
    return (faint ? this.looks.faintNode : this.looks.node)[this.model.classOf[node]];
  }

  // How many nodes and ties are seen.
  counts() {
    let [nodes, ties] = [0, 0];
    for (const node of this.nodes) nodes += this.state.shown[node];
    for (let tie = 0; tie < this.ties.size; tie += 1) ties += this.seesTie(tie) ? 1 : 0;
    return { nodes, ties };
  }

  tie(number) {
    const { a, b, items } = this.ties;
    return { a: a[number], b: b[number], items: items[number] };
  }
}

const range = (count) => Array.from({ length: count }, (_, index) => index);
