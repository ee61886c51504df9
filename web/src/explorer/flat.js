// Draws a Scene on a 2D canvas, where there is no WebGL: slower, with the same manners. In and out: as `webgl.js`.
import { drawAbove } from "./above.js";
import { Labels } from "./labels.js";
import { nodeAt, tieAt } from "./near.js";

const [MOVING_TIES, MOVING_NODES] = [1500, 4000]; // what is drawn of each while it moves
const REST = 160; // milliseconds

export class Flat {
  constructor(place, scene, on) {
    Object.assign(this, { place, scene, on, moving: false, frame: 0, dragged: null });
    this.labels = new Labels(scene);
    this.canvas = place.appendChild(document.createElement("canvas"));
    this.context = this.canvas.getContext("2d");
    this.camera = { x: 0, y: 0, scale: 1 };
    this.watch = new ResizeObserver(() => this.#resize());
    this.watch.observe(place);
    this.#listen();
    this.#resize();
    this.fit();
  }

  update() {
    this.#later();
  }

  add() {
    this.#later();
  }

  fly(node) {
    const { model } = this.scene;
    this.camera = { x: model.x[node], y: model.y[node], scale: Math.max(this.camera.scale, 0.9) };
    this.#later();
  }

  fit() {
    const { model, nodes } = this.scene;
    const [left, right] = extent(nodes, model.x);
    const [bottom, top] = extent(nodes, model.y);
    const scale = 0.92 * Math.min(this.width / (right - left || 1), this.height / (top - bottom || 1));
    this.camera = { x: (left + right) / 2, y: (bottom + top) / 2, scale: Number.isFinite(scale) ? scale : 1 };
    this.#later();
  }

  zoom(by) {
    this.camera.scale = Math.min(50, Math.max(0.001, this.camera.scale * by));
    this.#later();
  }

  kill() {
    this.watch.disconnect();
    this.canvas.remove();
  }

  #resize() {
    const ratio = devicePixelRatio || 1;
    [this.width, this.height] = [this.place.offsetWidth || 1, this.place.offsetHeight || 1];
    [this.canvas.width, this.canvas.height] = [this.width * ratio, this.height * ratio];
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#later();
  }

  #later() {
    this.frame ||= requestAnimationFrame(() => ((this.frame = 0), this.#draw()));
  }

  #moved() {
    this.moving = true;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => ((this.moving = false), this.#later()), REST);
    this.#later();
  }

  #toScreen(node) {
    const { camera, scene } = this;
    return [(scene.model.x[node] - camera.x) * camera.scale + this.width / 2, (camera.y - scene.model.y[node]) * camera.scale + this.height / 2];
  }

  #toGraph({ offsetX, offsetY }) {
    const { camera } = this;
    return [(offsetX - this.width / 2) / camera.scale + camera.x, camera.y - (offsetY - this.height / 2) / camera.scale];
  }

  #draw() {
    const { context, scene } = this;
    context.clearRect(0, 0, this.width, this.height);
    this.#ties(context, Math.min(scene.ties.size, this.moving ? MOVING_TIES : Infinity));
    const nodes = scene.nodes.filter((node) => scene.seesNode(node)).slice(0, this.moving ? MOVING_NODES : undefined);
    for (const node of [...nodes].reverse()) this.#disc(context, node);
    const [screen, radius] = [(node) => this.#toScreen(node), (node) => scene.looks.radius[node]];
    drawAbove(context, scene, { screen, radius, width: this.width, height: this.height, labels: this.moving ? null : this.labels });
  }

  // Lines of one colour in one stroke.
  #ties(context, most) {
    const { scene } = this;
    const paths = new Map();
    for (let tie = 0; tie < most; tie += 1) {
      if (!scene.seesTie(tie)) continue;
      const colour = scene.tieColour(tie);
      if (!paths.has(colour)) paths.set(colour, new Path2D());
      const path = paths.get(colour);
      path.moveTo(...this.#toScreen(scene.ties.a[tie]));
      path.lineTo(...this.#toScreen(scene.ties.b[tie]));
    }
    context.lineWidth = 1;
    for (const [colour, path] of paths) ((context.strokeStyle = colour), context.stroke(path));
  }

  #disc(context, node) {
    context.fillStyle = this.scene.nodeColour(node);
    context.beginPath();
    context.arc(...this.#toScreen(node), this.scene.looks.radius[node], 0, 2 * Math.PI);
    context.fill();
  }

  #listen() {
    const { canvas, on } = this;
    canvas.addEventListener("pointerdown", (event) => ((this.dragged = { x: event.offsetX, y: event.offsetY, far: 0 }), canvas.setPointerCapture(event.pointerId)));
    canvas.addEventListener("pointermove", (event) => (this.dragged ? this.#drag(event) : this.#hover(event)));
    canvas.addEventListener("pointerup", (event) => {
      const click = this.dragged && this.dragged.far < 4;
      this.dragged = null;
      if (!click) return undefined;
      const [node, tie] = [this.#nodeAt(event), this.#tieAt(event)];
      return node >= 0 ? on.node(node) : tie >= 0 ? on.tie(tie) : on.nothing();
    });
    canvas.addEventListener("wheel", (event) => (event.preventDefault(), this.#wheel(event)), { passive: false });
  }

  #drag(event) {
    const { dragged, camera } = this;
    const [dx, dy] = [event.offsetX - dragged.x, event.offsetY - dragged.y];
    camera.x -= dx / camera.scale;
    camera.y += dy / camera.scale;
    Object.assign(dragged, { x: event.offsetX, y: event.offsetY, far: dragged.far + Math.hypot(dx, dy) });
    this.#moved();
  }

  #wheel(event) {
    const [x, y] = this.#toGraph(event);
    this.zoom(event.deltaY < 0 ? 1.25 : 0.8);
    const [newX, newY] = this.#toGraph(event);
    this.camera.x += x - newX;
    this.camera.y += y - newY;
    this.#moved();
  }

  #hover(event) {
    const node = this.#nodeAt(event);
    const pointing = node >= 0 || this.#tieAt(event) >= 0;
    this.place.classList.toggle("pointing", pointing);
    if (node !== this.scene.hovered) ((this.scene.hovered = node), this.#later());
  }

  #nodeAt(event) {
    const { scene, camera } = this;
    const radius = (node) => (scene.looks.radius[node] + 2) / camera.scale;
    return nodeAt(...this.#toGraph(event), scene.nodes, (node) => scene.seesNode(node), scene.model, radius);
  }

  #tieAt(event) {
    return tieAt(...this.#toGraph(event), this.scene.ties, (tie) => this.scene.seesTie(tie), 5 / this.camera.scale);
  }
}

function extent(nodes, column) {
  let [least, most] = [Infinity, -Infinity];
  for (const node of nodes) [least, most] = [Math.min(least, column[node]), Math.max(most, column[node])];
  return [least, most];
}
