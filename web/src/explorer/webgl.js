// Draws a Scene with sigma (WebGL). In: the place, a Scene, and what to do when something is pointed at.
// Out: a view: update(what), add(), fly(node), fit(), zoom(by), kill(); `flat.js` offers the same.
import { UndirectedGraph } from "graphology";
import { nodeAt, tieAt } from "./near.js";
import { drawAbove } from "./above.js";
import { Labels } from "./labels.js";
import { Quick } from "./quick.js";

const LARGE = 3000; // lines; above that they are one pixel wide, and thinned while the picture moves
const REACH = 5; // pixels beside a line that count as on it
const [CLOSEST, WIDEST] = [0.05, 0.8]; // part of the picture that is seen after flying to a node
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class WebGL {
  constructor(place, scene, on) {
    this.scene = scene;
    this.on = on;
    this.labels = new Labels(scene);
    this.graph = new UndirectedGraph();
    this.#extend(scene.nodes, scene.ties.a.keys());
    const large = scene.ties.size > LARGE;
    this.renderer = new Quick(this.graph, place, this.#settings(), large);
    this.renderer.hit = (point) => this.#nodeAt(point);
    this.renderer.createCanvasContext("above", { afterLayer: "nodes" }).resize(true);
    this.above = this.renderer.canvasContexts.above;
    this.renderer.on("afterRender", () => this.#above());
    this.#listen(place);
    this.watch = new ResizeObserver(() => this.#fits() && this.renderer.scheduleRefresh());
    this.watch.observe(place);
  }

  // "all" when filters have changed what is seen, "tones" when only colours have.
  update(what) {
    if (what === "all" || this.renderer.unindexed) return this.renderer.refresh({ schedule: true });
    const partialGraph = { nodes: this.graph.nodes(), edges: this.graph.edges() };
    return this.renderer.refresh({ partialGraph, skipIndexation: true, schedule: true });
  }

  // Draw what the scene has taken in.
  add({ nodes, ties }) {
    this.#extend(nodes, ties);
    this.renderer.refresh(); // at once: what is not indexed cannot change its colour
  }

  fly(node) {
    const spot = this.renderer.getNodeDisplayData(String(node));
    if (!spot) return;
    const around = [...this.scene.model.neighbours(node)].map((one) => this.renderer.getNodeDisplayData(String(one))).filter(Boolean);
    const ratio = Math.min(WIDEST, Math.max(CLOSEST, 3.4 * reach(spot, around)));
    this.renderer.getCamera().animate({ x: spot.x, y: spot.y, ratio, angle: 0 }, { duration: still.matches ? 1 : 600, easing: "quadraticInOut" });
  }

  fit() {
    this.renderer.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1.04, angle: 0 }, { duration: still.matches ? 1 : 400 });
  }

  zoom(by) {
    const camera = this.renderer.getCamera();
    camera.animate({ ratio: camera.getBoundedRatio(camera.ratio / by) }, { duration: still.matches ? 1 : 200 });
  }

  kill() {
    this.watch.disconnect();
    this.renderer.kill();
  }

  #extend(nodes, ties) {
    const { model, looks } = this.scene;
    for (const node of [...nodes].reverse()) { // what comes later lies above: the best connected
      const [x, y, size] = [model.x[node], model.y[node], looks.radius[node]];
      this.graph.addNode(String(node), { x, y, size, label: null, number: node });
    }
    const { a, b } = this.scene.ties;
    for (const tie of ties) if (a[tie] !== b[tie]) this.graph.addEdgeWithKey(String(tie), String(a[tie]), String(b[tie]), { number: tie, size: 1 });
  }

  #settings() {
    return {
      renderLabels: false, // labels.js writes them
      minCameraRatio: 0.005,
      maxCameraRatio: 4,
      stagePadding: 40,
      enableEdgeEvents: false,
      allowInvalidContainer: true, // nothing to see while the list is shown
      nodeReducer: (_, data) => this.#node(data),
      edgeReducer: (_, data) => this.#edge(data),
    };
  }

  #node(data) {
    const { scene } = this;
    data.hidden = !scene.seesNode(data.number);
    data.color = scene.nodeColour(data.number);
    return data;
  }

  #edge(data) {
    const { scene } = this;
    data.hidden = !scene.seesTie(data.number);
    data.color = scene.tieColour(data.number);
    return data;
  }

  #listen(place) {
    const { renderer, on } = this;
    renderer.on("clickNode", ({ node }) => on.node(Number(node)));
    renderer.on("clickStage", ({ event }) => {
      const tie = this.#tieAt(event);
      return tie >= 0 ? on.tie(tie) : on.nothing();
    });
    renderer.on("doubleClickNode", ({ node, preventSigmaDefault }) => (preventSigmaDefault(), on.open(Number(node))));
    renderer.on("enterNode", ({ node }) => this.#hover(place, Number(node)));
    renderer.on("leaveNode", () => this.#hover(place, -1));
    renderer.on("moveBody", ({ event }) => this.#pointAt(place, event));
  }

  // The pointer is over a node, or has left it: its lines stand out.
  #hover(place, node) {
    this.scene.hovered = node;
    place.classList.toggle("pointing", node >= 0);
    this.#above();
  }

  // What stands out, and names; no names while a large graph moves.
  #above() {
    const { above, renderer, scene } = this;
    const { x, y } = scene.model;
    const screen = (node) => {
      const spot = renderer.graphToViewport({ x: x[node], y: y[node] });
      return [spot.x, spot.y];
    };
    const { width, height } = renderer.getDimensions();
    const radius = (node) => renderer.scaleSize(scene.looks.radius[node]);
    above.clearRect(0, 0, width, height);
    drawAbove(above, scene, { screen, radius, width, height, labels: renderer.quick ? null : this.labels });
  }

  #pointAt(place, point) {
    if (this.pointed || this.renderer.lately || this.scene.hovered >= 0) return;
    this.pointed = requestAnimationFrame(() => {
      this.pointed = 0;
      const tie = this.#tieAt(point);
      place.classList.toggle("pointing", tie >= 0);
      place.title = tie >= 0 ? this.on.title(tie) : "";
    });
  }

  #nodeAt(point) {
    const { renderer, scene } = this;
    const { x, y } = renderer.viewportToGraph(point);
    const radius = (node) => (renderer.scaleSize(scene.looks.radius[node]) + 2) / renderer.scale;
    const node = nodeAt(x, y, scene.nodes, (one) => scene.seesNode(one), scene.model, radius);
    return node < 0 ? null : String(node);
  }

  #tieAt(point) {
    const { renderer, scene } = this;
    const { x, y } = renderer.viewportToGraph(point);
    return tieAt(x, y, scene.ties, (tie) => scene.seesTie(tie), REACH / renderer.scale);
  }

  #fits() {
    const { width, height } = this.renderer.getDimensions();
    const { offsetWidth, offsetHeight } = this.renderer.getContainer();
    return offsetWidth > 0 && offsetHeight > 0 && (width !== offsetWidth || height !== offsetHeight);
  }
}

// How far most of the others (three in four) stand from a spot, in parts of the whole picture.
function reach(spot, others) {
  const far = others.map(({ x, y }) => Math.hypot(x - spot.x, y - spot.y)).sort((a, b) => a - b);
  return far[Math.floor((far.length - 1) * 0.75)] ?? 0;
}

// Whether this browser can draw so.
export function hasWebGL() {
  try {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}
