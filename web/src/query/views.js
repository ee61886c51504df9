// The four ways to see a result, as tabs. In: the tab list and the panel of the page, Terms. Out: Views: `show(answer,
// view, chart)` draws one, a click on a tab another; `changed` is called with its name.
import { ChartView } from "./chart.js";
import { csv, save } from "./download.js";
import { at, h } from "./dom.js";
import { GraphView } from "./graph.js";
import { onTurn } from "./looks.js";
import { Table } from "./table.js";
import { both, tip } from "./words.js";

export const VIEWS = ["table", "graph", "chart", "raw"];
const SHOWN = 100_000; // characters of the raw result

export class Views {
  constructor(terms, changed) {
    Object.assign(this, { terms, changed, place: at("view"), tabs: VIEWS.map((name) => at(`tab-${name}`)), answer: null, drawn: null });
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.choose(tab.dataset.view));
      tab.addEventListener("keydown", (event) => this.step(event));
    }
    at("csv").addEventListener("click", () => this.csv());
    at("raw").addEventListener("click", () => this.raw());
    onTurn(() => this.answer && this.draw(this.view));
  }

  show(answer, view, chart) {
    Object.assign(this, { answer, chart, table: null });
    at("result").hidden = false;
    at("csv").hidden = answer.kind === "boolean";
    this.draw(answer.kind === "boolean" ? "table" : view);
  }

  clear() {
    this.drawn?.close?.();
    this.drawn = null;
    at("result").hidden = true;
  }

  choose(view) {
    this.draw(view);
    this.changed(view);
  }

  draw(view) {
    this.drawn?.close?.();
    this.view = VIEWS.includes(view) ? view : "table";
    for (const tab of this.tabs) {
      const on = tab.dataset.view === this.view;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
    }
    this.place.setAttribute("aria-labelledby", `tab-${this.view}`);
    this.drawn = this.make();
  }

  make() {
    const { place, answer, terms } = this;
    if (this.view === "raw") return place.replaceChildren(...rawText(answer.text));
    if (answer.kind === "boolean") return place.replaceChildren(h("p", { class: "truth" }, both(answer.truth ? "yes" : "no")));
    if (!answer.rows.length) return place.replaceChildren(h("p", { class: "nothing" }, both("empty")));
    if (this.view === "graph") return new GraphView(place, answer, terms);
    if (this.view === "chart") return new ChartView(place, answer, terms, this.chart);
    return (this.table = new Table(place, answer, terms));
  }

  // Left and right lead from tab to tab.
  step(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    const next = VIEWS[(VIEWS.indexOf(this.view) + by + VIEWS.length) % VIEWS.length];
    this.choose(next);
    at(`tab-${next}`).focus();
  }

  async csv() {
    const { answer, terms } = this;
    if (!answer) return;
    at("csv").disabled = true;
    at("csv").title = tip("naming");
    const text = await csv(answer, this.table?.order() ?? answer.rows, terms).finally(() => (at("csv").disabled = false));
    at("csv").title = "";
    save(text, "text/csv;charset=utf-8", "kgraph-query.csv");
  }

  raw() {
    const { answer } = this;
    if (answer) save(answer.text, answer.type === "nt" ? "application/n-triples" : "application/json", `kgraph-query.${answer.type}`);
  }
}

function rawText(text) {
  const note = text.length > SHOWN ? h("p", { class: "note" }, both("raw-cut", { shown: SHOWN })) : "";
  return [note, h("pre", { class: "raw", tabindex: "0" }, pretty(text).slice(0, SHOWN))].filter(Boolean);
}

// JSON is set out in lines where it is short enough to be read.
function pretty(text) {
  if (text.length > SHOWN || text[0] !== "{") return text;
  return JSON.stringify(JSON.parse(text), null, 1);
}
