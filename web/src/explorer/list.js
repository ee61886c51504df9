// What is shown, as a list: for machines without WebGL, for readers of screens, and for looking things up.
// In: a State. Out: an element, made anew when it is shown and filters change.
import { h, name } from "./dom.js";
import { count, zh } from "./words.js";
import { chip } from "./panel.js";

const MOST = 300; // rows

export function list(app) {
  const { model, state } = app;
  const shown = [];
  let total = 0;
  for (let node = 0; node < model.size; node += 1) {
    if (!state.shown[node]) continue;
    total += 1;
    if (shown.length < MOST) shown.push(node);
  }
  const rows = shown.map((node) => h("li", {}, chip(node, app), h("small", {}, model.class(node)[1]), aliases(model, node), h("span", { class: "count" }, count(model.degree(node)))));
  return h("div", { class: "list" }, h("ol", {}, rows), total > MOST && h("p", { class: "note" }, zh("list_rest", { n: total - MOST })));
}

function aliases(model, node) {
  const found = model.aliases(node).slice(0, 3);
  return found.length > 0 && h("span", { class: "aliases" }, found.map((alias, at) => [at > 0 && "、", name(alias)]));
}
