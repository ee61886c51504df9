// Writes names into a canvas. In: a 2D context, {x, y, size, label, …} in pixels, Looks. Out: ink.
import { visible } from "./dom.js";
import { FONT } from "./looks.js";

const MOST = 26; // characters of a label; the rest is in the panel

export const shorten = (text) => {
  const points = Array.from(visible(text).replace(/[\u202a-\u202e\u2066-\u2069]/g, ""));
  return points.length > MOST ? `${points.slice(0, MOST - 1).join("")}…` : points.join("");
};

// The name to the right of a node, with a rim of paper so that lines do not cross it.
export function drawLabel(context, data, looks) {
  if (!data.label) return;
  const size = Math.min(15, 11 + data.size / 8);
  context.font = `${data.forceLabel ? "600 " : ""}${size}px ${FONT}`;
  const [x, y] = [data.x + data.size + 3, data.y + size * 0.36];
  const text = shorten(data.label);
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = looks.paper;
  context.strokeText(text, x, y);
  context.fillStyle = looks.ink;
  context.fillText(text, x, y);
}

// Name and class on a card, for the node under the pointer and the chosen one.
export function drawHover(context, data, looks, model) {
  const text = shorten(model.name(data.number));
  const kind = model.class(data.number)[1];
  context.font = `600 13px ${FONT}`;
  const width = context.measureText(text).width;
  context.font = `11px ${FONT}`;
  const beside = context.measureText(kind).width;
  const [left, top, height] = [data.x - data.size - 5, data.y - Math.max(13, data.size + 4), 2 * Math.max(13, data.size + 4)];
  context.fillStyle = looks.paper;
  context.strokeStyle = model.class(data.number)[3];
  context.lineWidth = 1.5;
  context.shadowColor = "rgba(0,0,0,.25)";
  context.shadowBlur = 8;
  context.beginPath();
  context.roundRect(left, top, 2 * data.size + width + beside + 28, height, 7);
  context.fill();
  context.shadowBlur = 0;
  context.stroke();
  context.fillStyle = looks.ink;
  context.font = `600 13px ${FONT}`;
  context.fillText(text, data.x + data.size + 5, data.y + 4.5);
  context.fillStyle = looks.soft;
  context.font = `11px ${FONT}`;
  context.fillText(kind, data.x + data.size + 13 + width, data.y + 4);
}
