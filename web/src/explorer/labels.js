// Writes names into a canvas. In: a 2D context, a Scene, and where each node stands on the screen. Out: ink.
import { visible } from "./dom.js";
import { FONT } from "./looks.js";

const MOST = 26; // characters of a name; the rest is in the panel
const NAMES = 70; // names written at once
const [SIZE, CARD] = [12, 13]; // pixels

export const shorten = (text) => {
  const points = Array.from(visible(text));
  return points.length > MOST ? `${points.slice(0, MOST - 1).join("")}…` : points.join("");
};

// Names beside nodes, the best connected first, none over another; where something is selected, only its neighbours'.
export class Labels {
  constructor(scene) {
    this.scene = scene;
    this.known = new Map(); // node → its name, shortened, and the width of that in pixels
  }

  // `screen` gives [x, y], `radius` pixels; width and height are those of the canvas.
  draw(context, { screen, radius, width, height }) {
    const { scene } = this;
    const chosen = scene.near.size > 0;
    const boxes = [...scene.middle, scene.hovered].filter((node) => node >= 0).map((node) => card(...screen(node)));
    context.font = font(chosen ? 600 : 400, SIZE);
    let written = 0;
    for (const node of chosen ? scene.named : scene.nodes) {
      if (!scene.seesNode(node) || node === scene.hovered || scene.middle.has(node)) continue;
      const [x, y] = screen(node);
      if (x < -40 || y < 0 || x > width || y > height) continue;
      const { text, long } = this.#measured(context, node, chosen);
      const beside = radius(node) + 3;
      const left = x + beside + long > width ? x - beside - long : x + beside; // on the other side where there is no room
      const box = [left - 4, y - SIZE, left + long + 6, y + SIZE];
      if (boxes.some((other) => crosses(box, other))) continue;
      boxes.push(box);
      write(context, text, left, y + SIZE * 0.36, scene.looks);
      written += 1;
      if (written === NAMES) return;
    }
  }

  #measured(context, node, bold) {
    const key = bold ? -1 - node : node;
    if (!this.known.has(key)) {
      const text = shorten(this.scene.model.name(node));
      this.known.set(key, { text, long: context.measureText(text).width });
    }
    return this.known.get(key);
  }
}

const font = (weight, size) => `${weight} ${size}px ${FONT}`;
const card = (x, y) => [x - 16, y - 16, x + 150, y + 16];
const crosses = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

// With a rim of paper, so that lines do not cross the letters.
function write(context, text, x, y, { paper, ink }) {
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = paper;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
}

// Name and class of a node on a card.
export function drawCard(context, node, { screen, radius }, { looks, model }) {
  const [[x, y], size] = [screen(node), radius(node)];
  const text = shorten(model.name(node));
  const [, kind, , colour] = model.class(node);
  context.font = font(600, CARD);
  const long = context.measureText(text).width;
  context.font = font(400, 11);
  const half = Math.max(13, size + 4);
  context.fillStyle = looks.paper;
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.shadowColor = "rgba(0,0,0,.25)";
  context.shadowBlur = 8;
  context.beginPath();
  context.roundRect(x - size - 5, y - half, 2 * size + long + context.measureText(kind).width + 28, 2 * half, 7);
  context.fill();
  context.shadowBlur = 0;
  context.stroke();
  context.fillStyle = looks.soft;
  context.fillText(kind, x + size + 13 + long, y + 4);
  context.font = font(600, CARD);
  context.fillStyle = looks.ink;
  context.fillText(text, x + size + 5, y + 4.5);
}
