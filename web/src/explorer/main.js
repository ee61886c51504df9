// The explorer. In: the record inside the page (graph.html), or at the address that the page names (kgraph serve).
// Out: the graph, drawn; or in plain words why not.
import "./style.css";
import { App } from "./app.js";
import { h } from "./dom.js";
import { Model } from "./model.js";
import { both } from "./words.js";

async function record() {
  const inside = document.getElementById("graph");
  if (inside) return JSON.parse(inside.textContent);
  const answer = await fetch(document.body.dataset.graph);
  if (!answer.ok) throw new Error((await answer.text()).trim() || answer.statusText);
  return answer.json();
}

async function main() {
  const waiting = h("p", { class: "waiting-for-it", role: "status" }, both("loading"));
  document.body.append(waiting);
  try {
    const { texts = "", pages = "", articles = "", search = "", home = "" } = document.body.dataset;
    const found = await record();
    const app = new App(new Model(found), { texts, pages, articles, search, home }, document.body);
    waiting.remove();
    globalThis.kgraph = app; // for whoever looks at it in the console
  } catch (error) {
    waiting.replaceChildren(...(error instanceof RangeError && error.message === "version" ? both("old_data") : both("failed", { why: error.message })));
    waiting.classList.add("failed");
    throw error;
  }
}

main();
