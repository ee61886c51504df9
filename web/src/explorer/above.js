// What stands above the picture, on a 2D canvas: lines and discs of what is selected or under the pointer, names, a card.
// In: a context, a Scene, where nodes stand on the screen and how large they are, Labels (or none). Out: ink.
import { drawCard } from "./labels.js";

export function drawAbove(context, scene, view) {
  const { screen, radius, labels } = view;
  context.lineWidth = 1.6;
  for (const tie of scene.strongTies()) {
    context.strokeStyle = scene.strongColour(tie);
    context.beginPath();
    context.moveTo(...screen(scene.ties.a[tie]));
    context.lineTo(...screen(scene.ties.b[tie]));
    context.stroke();
  }
  const disc = (node) => {
    context.fillStyle = scene.nodeColour(node);
    context.beginPath();
    context.arc(...screen(node), radius(node), 0, 2 * Math.PI);
    context.fill();
  };
  for (const node of scene.near) if (scene.seesNode(node)) disc(node);
  labels?.draw(context, view);
  for (const node of new Set([...scene.middle, scene.hovered])) {
    if (node < 0 || !scene.seesNode(node)) continue;
    drawCard(context, node, view, scene);
    disc(node);
  }
}
