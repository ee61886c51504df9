// The query page. In: page.json of the server (words of the ontology, examples, limits) and what the address asks for.
// Out: an editor, a list of examples, and the result in a table, a graph, a chart or as it came.
import "./style.css";
import { read, write } from "./address.js";
import { ask, Failed } from "./ask.js";
import { at, h } from "./dom.js";
import { Editor } from "./editor.js";
import { Terms } from "./terms.js";
import { Views } from "./views.js";
import { both } from "./words.js";

const PLACE = /line (\d+), column \d+/; // in the server's message about a query that it cannot read
const TICK = 100; // milliseconds

class Page {
  constructor(about) {
    this.examples = new Map(about.examples.map((example) => [example.id, { ...example, query: example.query.trim() }]));
    this.editor = new Editor(at("editor"), new Terms(about), () => this.run());
    this.views = new Views(this.editor.terms, (view) => this.viewed(view));
    this.list();
    const { seconds, rows } = about.limits;
    at("limits").append(...both(rows ? "limits" : "limits-time", { seconds, rows }));
    at("run").addEventListener("click", () => this.run());
    at("stop").addEventListener("click", () => this.stop());
    window.addEventListener("popstate", () => this.open());
    this.open();
  }

  list() {
    const item = ({ id, zh, en }) => h("li", {}, h("a", { href: `#example=${id}`, onclick: (event) => this.pick(event, id) }, zh, h("small", { lang: "en" }, en)));
    at("examples").append(...[...this.examples.values()].map(item));
    if (matchMedia("(min-width: 60em)").matches) at("examples").parentElement.open = true;
  }

  // ── what is asked ──

  // Takes the query from the address: an example, a query of its own, or else the first example.
  open() {
    const { query, example, view } = read();
    const [first] = this.examples.values();
    const chosen = query ? undefined : (this.examples.get(example) ?? first);
    this.editor.set(query || chosen.query);
    this.run(view || chosen?.view || "table", false);
  }

  pick(event, id) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window
    event.preventDefault();
    const example = this.examples.get(id);
    this.editor.set(example.query);
    this.run(example.view);
    if (!matchMedia("(min-width: 60em)").matches) at("examples").parentElement.open = false;
  }

  asked() {
    const query = this.editor.text();
    const example = [...this.examples.values()].find((one) => one.query === query.trim());
    return { query, example };
  }

  remember(view, step) {
    const { query, example } = this.asked();
    const shown = view === (example?.view ?? "table") ? "" : view;
    write(example ? { example: example.id, view: shown } : { query, view: shown }, step);
    for (const link of at("examples").querySelectorAll("a")) link.toggleAttribute("aria-current", link.hash === `#example=${example?.id}`);
  }

  viewed(view) {
    this.remember(view, false);
  }

  // ── asking ──

  async run(view = this.views.view ?? "table", step = true) {
    this.stop();
    const { query, example } = this.asked();
    const running = new AbortController();
    this.running = running;
    this.remember(view, step);
    this.wait(running);
    try {
      const answer = await ask(query, running.signal);
      if (this.running !== running) return;
      this.editor.accept();
      this.views.show(answer, view, example?.chart);
      this.say(answer.kind === "triples" ? "triples" : "rows", { rows: answer.rows.length, took: seconds(answer.took) }, answer.cut);
    } catch (error) {
      if (this.running === running) this.failed(error);
    } finally {
      if (this.running === running) this.done();
    }
  }

  stop() {
    const running = this.running;
    this.done();
    running?.abort();
    if (running) this.say("stopped");
  }

  // Shows that a query runs, and for how long.
  wait(running) {
    const began = performance.now();
    at("stop").disabled = false;
    at("status").dataset.state = "running";
    document.body.classList.add("busy");
    const tick = () => this.say("running", { seconds: ((performance.now() - began) / 1000).toFixed(1) });
    this.ticking = setInterval(() => (this.running === running ? tick() : undefined), TICK);
  }

  done() {
    clearInterval(this.ticking);
    this.running = null;
    at("stop").disabled = true;
    document.body.classList.remove("busy");
  }

  failed(error) {
    this.views.clear();
    at("status").replaceChildren();
    at("status").dataset.state = "failed";
    if (!(error instanceof Failed)) return at("status").replaceChildren(...both("unreachable"));
    const line = Number(PLACE.exec(error.message)?.[1] ?? 0);
    return line ? this.editor.mark(line, error.message) : at("status").replaceChildren(h("span", { class: "wrong" }, error.message));
  }

  say(key, values = {}, cut = 0) {
    at("status").dataset.state = key;
    at("status").replaceChildren(...both(key, values), cut ? h("strong", { class: "wrong" }, both("cut", { rows: cut })) : "");
  }
}

const seconds = (time) => (time < 1 ? `${Math.max(1, Math.round(time * 1000))} ms` : `${time.toFixed(2)} s`);

async function start() {
  const response = await fetch("/query/page.json");
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Page(await response.json());
}

start().catch((error) => {
  at("status").replaceChildren(...both("unreachable"));
  console.error(error);
});
