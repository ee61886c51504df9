// A result as a graph, drawn by sigma. In: an element, an Answer and Terms. Out: the drawing with choices of columns and
// a panel for the node that was clicked; `close()` gives the drawing back.
import Sigma from "sigma";
import { h, select, shorten, visible } from "./dom.js";
import { FONT, looks } from "./looks.js";
import { endings, MOST, network } from "./network.js";
import { dot } from "./values.js";
import { both, tip, zh } from "./words.js";

const LABEL = 18; // characters of a node's label
const FEW = 30; // nodes that can be seen without moving the camera
const NEAR = 30; // neighbours listed

export class GraphView {
  constructor(place, answer, terms) {
    Object.assign(this, { place, answer, terms, chosen: endings(answer), drawing: null, picked: null });
    if (this.chosen.ends.length < 2) place.replaceChildren(h("p", { class: "nothing" }, both("no-graph")));
    else if (!hasWebgl()) place.replaceChildren(h("p", { class: "nothing" }, both("no-webgl")));
    else this.draw();
  }

  close() {
    this.drawing?.kill();
    this.drawing = null;
  }

  choices() {
    const { ends, from, to, edge } = this.chosen;
    const pick = (name) => (value) => {
      this.chosen[name] = value;
      this.draw();
    };
    const named = (columns) => columns.map((column) => [column, [column, this.terms.heading(column)].filter(Boolean).join(" ")]);
    const labels = [["", zh("none")], ...named(this.answer.columns)];
    return [select(tip("from"), named(ends), from, pick("from")), select(tip("to"), named(ends), to, pick("to")), select(tip("edge"), labels, edge, pick("edge"))];
  }

  async draw() {
    this.close();
    const { graph, cut, other } = network(this.answer, this.chosen, this.terms);
    const canvas = h("div", { class: "canvas", role: "img", "aria-label": tip("graph-size", { nodes: graph.order, edges: graph.size }) });
    this.panel = h("aside", { class: "panel", hidden: true });
    const notes = [both("graph-size", { nodes: graph.order, edges: graph.size }), cut ? both("graph-cut", { most: MOST, rest: cut }) : "", other ? both("graph-literals", { count: other }) : "", both("graph-help")].filter(Boolean).map((words) => h("span", {}, words));
    this.place.replaceChildren(h("div", { class: "choices" }, this.choices(), this.finder()), h("div", { class: "drawing" }, canvas, this.panel), h("p", { class: "note" }, notes), this.legend(graph));
    this.graph = graph;
    await this.terms.learn(graph.nodes()).catch(() => false);
    if (this.graph !== graph || !canvas.isConnected) return;
    graph.forEachNode((iri) => graph.setNodeAttribute(iri, "label", shorten(visible(this.terms.name(iri)), LABEL)));
    this.drawing = this.sigma(graph, canvas);
    this.offer(graph);
    canvas.dataset.ready = "yes";
  }

  // A field to pick a node by its name, also without a mouse.
  finder() {
    this.offered = h("datalist", { id: "nodes" });
    const field = h("input", { type: "search", list: "nodes", onchange: () => this.pick(this.named.get(field.value) ?? null, true) });
    return h("label", { class: "choice" }, tip("find"), field, this.offered);
  }

  offer(graph) {
    this.named = new Map(graph.nodes().map((iri) => [visible(this.terms.name(iri)), iri]));
    this.offered.replaceChildren(...[...this.named.keys()].sort(new Intl.Collator("zh").compare).map((value) => h("option", { value })));
  }

  legend(graph) {
    const classes = new Set(graph.nodes().map((iri) => this.terms.classOf(iri)).filter(Boolean));
    return h("ul", { class: "legend" }, [...classes].map((kind) => h("li", {}, dot(kind), `${kind.zh} `, h("small", { lang: "en" }, kind.en))));
  }

  sigma(graph, canvas) {
    const drawing = new Sigma(graph, canvas, {
      renderEdgeLabels: graph.size <= 150,
      labelFont: FONT,
      labelSize: 13,
      labelColor: { color: looks().ink },
      edgeLabelFont: FONT,
      edgeLabelSize: 11,
      edgeLabelColor: { color: looks().soft },
      defaultEdgeType: "arrow",
      labelDensity: 0.7,
      labelRenderedSizeThreshold: graph.order > 150 ? 8 : 3,
      stagePadding: 50,
      zIndex: true,
      defaultDrawNodeLabel: write,
      defaultDrawNodeHover: hover,
      nodeReducer: (iri, data) => this.node(iri, data),
      edgeReducer: (edge, data) => this.edge(edge, data),
    });
    drawing.on("clickNode", ({ node }) => this.pick(node));
    drawing.on("clickStage", () => this.pick(null));
    return drawing;
  }

  // ── one node picked ──

  near(iri) {
    return !this.picked || iri === this.picked || this.graph.areNeighbors(iri, this.picked);
  }

  node(iri, data) {
    if (this.near(iri)) return this.picked ? { ...data, forceLabel: true, zIndex: 1 } : data;
    return { ...data, color: looks().faded, label: "", zIndex: 0 };
  }

  edge(edge, data) {
    if (!this.picked) return data;
    return this.graph.hasExtremity(edge, this.picked) ? { ...data, color: looks().strong, forceLabel: true } : { ...data, hidden: true };
  }

  to(place) {
    if (place) this.drawing.getCamera().animate({ x: place.x, y: place.y }, { duration: 200 });
  }

  pick(iri, far = false) {
    this.picked = iri;
    this.drawing?.refresh({ skipIndexation: true });
    if (iri && far && this.graph.order > FEW) this.to(this.drawing?.getNodeDisplayData(iri));
    this.panel.hidden = !iri;
    if (!iri) return;
    const kind = this.terms.classOf(iri);
    const path = this.terms.path(iri);
    const others = this.graph.neighbors(iri);
    const item = (other) => h("li", {}, h("button", { type: "button", class: "plain", onclick: () => this.pick(other, true) }, visible(this.terms.name(other))));
    this.panel.replaceChildren(
      h("button", { type: "button", class: "close", "aria-label": tip("close"), onclick: () => this.pick(null) }, "×"),
      h("h3", {}, h("bdi", {}, visible(this.terms.name(iri)))),
      kind ? h("p", {}, dot(kind), `${kind.zh} `, h("small", { lang: "en" }, kind.en)) : "",
      path ? h("p", {}, h("a", { href: path }, both("open"))) : "",
      h("h4", {}, both("neighbours", { count: others.length })),
      h("ul", {}, others.slice(0, NEAR).map(item)),
    );
  }
}

// The name to the right of a node, with a rim of paper so that lines do not cross it.
function write(context, { label, x, y, size }, { labelSize }) {
  if (!label) return;
  context.font = `${labelSize}px ${FONT}`;
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = looks().paper;
  context.strokeText(label, x + size + 3, y + labelSize / 3);
  context.fillStyle = looks().ink;
  context.fillText(label, x + size + 3, y + labelSize / 3);
}

// The node under the pointer, on a card.
function hover(context, data, settings) {
  context.font = `${settings.labelSize}px ${FONT}`;
  const [height, width] = [2 * Math.max(data.size + 3, settings.labelSize * 0.8), context.measureText(data.label ?? "").width];
  context.fillStyle = looks().paper;
  context.strokeStyle = data.color;
  context.beginPath();
  context.roundRect(data.x - data.size - 4, data.y - height / 2, 2 * data.size + width + 14, height, 6);
  context.fill();
  context.stroke();
  write(context, data, settings);
}

function hasWebgl() {
  const context = document.createElement("canvas").getContext("webgl2") ?? document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}
