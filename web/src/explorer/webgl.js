// Draws a Scene with sigma (WebGL). In: the place, a Scene, and what to do when something is pointed at.
// Out: a view: update(what), add(), fly(node), fit(), zoom(by), kill(); `flat.js` offers the same.
import { UndirectedGraph } from "graphology";
import { nodeAt, tieAt } from "./near.js";
import { drawHover, drawLabel } from "./labels.js";
import { FONT } from "./looks.js";
import { Quick } from "./quick.js";

const LARGE = 3000; // lines; above that they are one pixel wide, and thinned while the picture moves
const MOVING = 4000; // lines drawn while it moves; 30,000 are a haze anyway
const REACH = 5; // pixels beside a line that count as on it
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class WebGL {
  constructor(place, scene, on) {
    this.scene = scene;
    this.on = on;
    this.graph = new UndirectedGraph();
    this.#extend(scene.nodes, scene.ties.a.keys());
    const large = scene.ties.size > LARGE;
    this.renderer = new Quick(this.graph, place, this.#settings(large), { large, movingLines: MOVING });
    this.renderer.hit = (point) => this.#nodeAt(point);
    this.#listen(place);
    this.watch = new ResizeObserver(() => this.#fits() && this.renderer.scheduleRefresh());
    this.watch.observe(place);
  }

  // "all" when filters have changed what is seen, "tones" when only colours have.
  update(what) {
    if (what === "all") return this.renderer.refresh({ schedule: true });
    const partialGraph = { nodes: this.graph.nodes(), edges: this.graph.edges() };
    return this.renderer.refresh({ partialGraph, skipIndexation: true, schedule: true });
  }

  // Draw what the scene has taken in.
  add({ nodes, ties }) {
    this.#extend(nodes, ties);
    this.update("all");
  }

  fly(node) {
    const spot = this.renderer.getNodeDisplayData(String(node));
    if (!spot) return;
    const camera = this.renderer.getCamera();
    const near = Math.min(1, Math.max(0.06, 14 / Math.sqrt(this.scene.nodes.length)));
    const ratio = Math.min(camera.ratio, near);
    camera.animate({ x: spot.x, y: spot.y, ratio, angle: 0 }, { duration: still.matches ? 1 : 600, easing: "quadraticInOut" });
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
    for (const node of nodes) {
      const [x, y, size] = [model.x[node], model.y[node], looks.radius[node]];
      this.graph.addNode(String(node), { x, y, size, label: model.name(node), number: node });
    }
    const { a, b } = this.scene.ties;
    for (const tie of ties) if (a[tie] !== b[tie]) this.graph.addEdgeWithKey(String(tie), String(a[tie]), String(b[tie]), { number: tie, size: 1 });
  }

  #settings(large) {
    const { scene } = this;
    return {
      labelFont: FONT,
      labelSize: 12,
      labelDensity: large ? 0.35 : 1,
      labelGridCellSize: large ? 130 : 90,
      labelRenderedSizeThreshold: large ? 5 : 3.4,
      minCameraRatio: 0.005,
      maxCameraRatio: 4,
      stagePadding: 40,
      enableEdgeEvents: false,
      nodeReducer: (_, data) => this.#node(data),
      edgeReducer: (_, data) => this.#edge(data),
      defaultDrawNodeLabel: (context, data) => drawLabel(context, data, scene.looks),
      defaultDrawNodeHover: (context, data) => drawHover(context, data, scene.looks, scene.model),
    };
  }

  #node(data) {
    const { scene } = this;
    const tone = scene.nodeTone(data.number);
    data.hidden = !scene.seesNode(data.number);
    data.color = scene.nodeColour(data.number);
    if (tone === 2) data.label = null;
    data.forceLabel = tone === 1 || (scene.near.size > 0 && scene.near.size < 40 && tone === 0);
    data.highlighted = tone === 1;
    return data;
  }

  #edge(data) {
    const { scene } = this;
    data.hidden = !scene.seesTie(data.number);
    data.color = scene.tieColour(data.number);
    data.size = scene.tieTone(data.number) === 1 ? 1.6 : 1;
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
    const { scene } = this;
    const touched = [scene.hovered, node].filter((one) => one >= 0 && this.graph.hasNode(String(one)));
    scene.hovered = node;
    place.classList.toggle("pointing", node >= 0);
    const edges = touched.flatMap((one) => this.graph.edges(String(one)));
    this.renderer.refresh({ partialGraph: { edges }, skipIndexation: true, schedule: true });
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
