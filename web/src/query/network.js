// A result as nodes and edges. In: an Answer, which columns are the ends and which the label, Terms. Out: a graphology
// graph (sizes by number of edges, colours by class, positions), and how many rows were left out.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import noverlap from "graphology-layout-noverlap";
import { looks } from "./looks.js";
import { kindOf, plain } from "./values.js";

export const MOST = 1500; // edges drawn; more cannot be read in a window
const STEPS = 600; // of the layout for few nodes; fewer for many, so that it takes about a second
const GRAVITY = 0.4;
const WIDTH = 700; // units
const [SMALL, GROWTH, LARGEST] = [4, 2.2, 18]; // pixels of a node

// The columns that can be ends, and the choice to begin with.
export function endings(answer) {
  if (answer.kind === "triples") return { ends: ["subject", "object"], from: "subject", to: "object", edge: "predicate" };
  const ends = answer.columns.filter((column) => kindOf(answer, column) === "entity");
  const [from, to] = ends;
  return { ends, from, to, edge: answer.columns.find((column) => column !== from && column !== to) ?? "" };
}

export function network(answer, { from, to, edge }, terms) {
  const graph = new Graph({ type: "directed", multi: false });
  const labels = new Map();
  const fitting = answer.rows.filter((row) => row[from]?.type === "uri" && row[to]?.type === "uri");
  for (const row of fitting.slice(0, MOST)) {
    const [source, target] = [node(graph, row[from].value, terms), node(graph, row[to].value, terms)];
    const key = graph.edge(source, target) ?? graph.addEdge(source, target, { size: 1.2, color: looks().edge });
    const text = edge ? plain(row[edge], terms) : "";
    if (text) labels.set(key, [...new Set([...(labels.get(key) ?? []), text])]);
  }
  for (const [key, texts] of labels) graph.setEdgeAttribute(key, "label", texts.slice(0, 3).join("、") + (texts.length > 3 ? "…" : ""));
  lay(graph);
  return { graph, cut: Math.max(0, fitting.length - MOST), other: answer.rows.length - fitting.length };
}

function node(graph, iri, terms) {
  if (!graph.hasNode(iri)) graph.addNode(iri, { iri, color: terms.classOf(iri)?.more ?? looks().other, label: iri });
  return iri;
}

// Always the same picture of the same result: the nodes begin on a spiral, in the order of the rows.
function lay(graph) {
  let place = 0;
  graph.forEachNode((key) => {
    const [turn, out] = [place * 2.399963, Math.sqrt(place + 1)]; // the golden angle
    graph.mergeNodeAttributes(key, { x: out * Math.cos(turn), y: out * Math.sin(turn), size: Math.min(LARGEST, SMALL + GROWTH * Math.sqrt(graph.degree(key))) });
    place += 1;
  });
  if (graph.order < 2) return;
  const iterations = Math.max(60, Math.round(STEPS / Math.max(1, graph.order / 300)));
  const settings = { ...forceAtlas2.inferSettings(graph), gravity: GRAVITY, barnesHutOptimize: graph.order > 300 };
  forceAtlas2.assign(graph, { iterations, settings });
  fit(graph);
  noverlap.assign(graph, { maxIterations: 120, settings: { margin: 6, ratio: 1.2 } });
}

// To about as many units as a window has pixels, so that the sizes of nodes mean something to the layout.
function fit(graph) {
  const places = graph.mapNodes((_, { x, y }) => [x, y]);
  const side = (at) => Math.max(...places.map((place) => place[at])) - Math.min(...places.map((place) => place[at]));
  const scale = WIDTH / Math.max(side(0), side(1), 1e-9);
  graph.updateEachNodeAttributes((_, data) => ({ ...data, x: data.x * scale, y: data.y * scale }));
}
