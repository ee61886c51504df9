// Ties the parts together. In: a Model, where things are (`places`: texts, pages, search of a server, or nothing), the
// place in the page. Out: an App: go(node), read(passage), focus, expand, hide; `#id` in the address is the selection.
import { article, reveal } from "./article.js";
import { button, h } from "./dom.js";
import { Flat } from "./flat.js";
import { list } from "./list.js";
import { nodePanel, tiePanel } from "./panel.js";
import { Scene } from "./scene.js";
import { Index } from "./search.js";
import { searchbox } from "./searchbox.js";
import { sidebar } from "./sidebar.js";
import { Source, ranges } from "./source.js";
import { DRAWN, State } from "./state.js";
import { WebGL, hasWebGL } from "./webgl.js";
import { both, tip, zh } from "./words.js";

export class App {
  constructor(model, places, body) {
    this.model = model;
    this.pages = places.pages;
    this.places = places;
    this.source = new Source(model, places.texts);
    this.state = new State(model);
    this.scene = new Scene(this.state);
    this.#lay(body);
    this.#draw();
    this.state.on("filter", () => this.#filtered());
    this.state.on("choice", () => this.#chosen());
    addEventListener("hashchange", () => this.#followAddress());
    addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (this.scene.looks.read(), this.view.update("tones")));
    this.#tellCounts();
    this.#followAddress();
  }

  // Select a node, draw it if it is not drawn, and fly there.
  go(node) {
    this.#ensure([node, ...(this.state.isDrawn(node) ? [] : this.model.neighbours(node))]);
    this.state.choose(node);
    const address = `#${this.model.id(node)}`;
    if (location.hash !== address) history.pushState(null, "", address);
    if (this.listed) return;
    requestAnimationFrame(() => requestAnimationFrame(() => this.view.fly(node))); // after the panel has taken its place
  }

  close() {
    if (this.state.node < 0 && !this.state.tie) return;
    this.state.choose(-1);
    history.pushState(null, "", location.pathname + location.search);
  }

  read(passage) {
    const back = button(["← ", both("back")], () => this.#chosen(), { class: "back-to" });
    const text = article(passage, this);
    const page = this.places.articles && h("a", { class: "button", href: this.#address(passage) }, zh("document_page"), " ↗");
    this.panel.replaceChildren(this.#closer(), h("p", { class: "tools" }, back, page), text);
    this.panel.scrollTop = 0;
    reveal(text);
  }

  focus(node) {
    this.state.focus = new Set([node, ...this.model.neighbours(node)]);
    this.#ensure(this.state.focus);
    this.state.changed();
    this.view.fly(node);
  }

  expand(node) {
    this.#ensure([node, ...this.model.neighbours(node)]);
    this.state.changed();
  }

  hide(node) {
    this.state.hidden.add(node);
    this.state.changed();
    this.close();
  }

  // The entities that fit what was typed, the best first: {node, name}.
  search(typed, most = 20) {
    this.index ??= new Index(this.model);
    return this.index.find(typed, most);
  }

  // Entities that match but are not in this page: {name, href}; none without a server, or where nothing is left out.
  async elsewhere(typed) {
    if (!this.places.search || !this.model.record.left_out.nodes) return [];
    const answer = await fetch(`${this.places.search}?format=json&q=${encodeURIComponent(typed)}`);
    const { results = [] } = answer.ok ? await answer.json() : {};
    const known = ({ path, type, name }) => [decoded(path.slice(this.pages.length)), `${type}/${name}`].some((id) => this.model.find(id) >= 0);
    const others = results.filter((one) => one.path.startsWith(this.pages) && !known(one));
    return others.map(({ name, path }) => ({ name, href: path }));
  }

  // The page of the article on the server, with the sentence marked.
  #address(passage) {
    const id = this.model.record.documents.id[passage[0]].split("/").map(encodeURIComponent).join("/");
    return `${this.places.articles}${id}?mark=${ranges(passage).map((range) => range.join("-")).join(",")}#mark`;
  }

  #ensure(nodes) {
    const seen = this.state.draw(nodes);
    const fresh = this.scene.grow();
    if (fresh.nodes.length) this.view.add(fresh);
    if (seen || fresh.nodes.length) this.state.changed();
  }

  #lay(body) {
    const shut = () => this.root.classList.remove("with-filters"); // the drawer of narrow screens
    this.stage = h("div", { id: "stage", class: "stage", "aria-label": tip("picture"), onpointerdown: shut });
    this.rows = h("div", { id: "list", hidden: true });
    this.panel = h("aside", { id: "panel", class: "panel", hidden: true, tabindex: "-1" });
    this.counts = h("p", { class: "counts", id: "counts", role: "status" });
    this.lister = button(zh("list"), () => this.#toggleList(), { class: "lister", "aria-pressed": "false", title: tip("list") });
    const filters = sidebar(this);
    const drawer = button(zh("filters"), () => this.root.classList.toggle("with-filters"), { class: "drawer", title: tip("filters") });
    const title = h("h1", {}, this.places.home ? h("a", { href: this.places.home }, zh("title")) : zh("title"), h("small", { lang: "en" }, "kgraph"));
    const head = h("header", { class: "top" }, drawer, title, searchbox(this), this.lister);
    const middle = h("main", { class: "middle" }, this.stage, this.rows, this.#controls(), this.counts);
    this.root = h("div", { class: "explorer" }, head, filters, middle, this.panel);
    body.append(this.root);
  }

  #controls() {
    const one = (sign, key, act) => button(sign, act, { title: tip(key), "aria-label": tip(key) });
    this.controls = h("div", { class: "controls" }, one("+", "zoom_in", () => this.view.zoom(1.6)), one("−", "zoom_out", () => this.view.zoom(1 / 1.6)), one("⤢", "fit", () => this.view.fit()));
    return this.controls;
  }

  #draw() {
    const on = {
      node: (node) => this.go(node),
      open: (node) => this.expand(node),
      tie: (tie) => this.state.choose(-1, this.scene.tie(tie)),
      title: (tie) => this.#title(tie),
      nothing: () => this.close(),
    };
    const webgl = hasWebGL();
    this.view = new (webgl ? WebGL : Flat)(this.stage, this.scene, on);
    this.root.dataset.drawn = webgl ? "webgl" : "flat";
    if (!webgl) this.counts.before(h("p", { class: "warning", id: "no-webgl" }, both("no_webgl")));
  }

  #title(tie) {
    const { a, b, items } = this.scene.tie(tie);
    const labels = [...new Set(items.map((item) => this.model.relationOf(item)[1]))].slice(0, 4);
    return `${this.model.name(a)} — ${labels.join("、")} — ${this.model.name(b)}`;
  }

  #filtered() {
    this.view.update("all");
    this.#tellCounts();
    if (this.listed) this.rows.replaceChildren(list(this));
  }

  #chosen() {
    const { node, tie } = this.state;
    this.scene.choose();
    this.view.update("tones");
    const content = tie ? tiePanel(tie, this) : node >= 0 ? nodePanel(node, this) : [];
    this.panel.hidden = !content.length;
    this.root.classList.toggle("with-panel", content.length > 0);
    this.panel.replaceChildren(this.#closer(), ...content.filter(Boolean));
    this.panel.scrollTop = 0;
  }

  #closer() {
    return button("×", () => this.close(), { class: "closer", title: tip("close"), "aria-label": tip("close") });
  }

  #toggleList() {
    this.listed = !this.listed;
    this.lister.setAttribute("aria-pressed", String(this.listed));
    this.rows.hidden = !this.listed;
    this.stage.hidden = this.controls.hidden = this.listed;
    this.rows.replaceChildren(...(this.listed ? [list(this)] : []));
  }

  // What is drawn, and what is not: nothing is left out in silence.
  #tellCounts() {
    const { nodes, ties } = this.scene.counts();
    const { left_out: out } = this.model.record;
    const rest = this.model.size - this.scene.nodes.length;
    this.counts.replaceChildren(
      h("span", {}, zh("showing", { nodes, edges: ties })),
      ...(this.model.size ? [] : [h("span", {}, both("empty"))]),
      ...(rest > 0 ? [h("span", { class: "rest" }, zh("left_out", { shown: Math.min(DRAWN, this.model.size), rest }))] : []),
      ...(out.nodes || out.facts || out.values ? [h("span", { class: "rest" }, zh("not_here", out))] : []),
      ...(out.texts || out.quotes ? [h("span", { class: "rest" }, zh("texts_not_here", out))] : []),
    );
  }

  #followAddress() {
    const raw = location.hash.slice(1);
    if (!raw) return this.state.choose(-1);
    const node = [raw, decoded(raw)].map((id) => this.model.find(id)).find((found) => found >= 0);
    if (node !== undefined && node !== this.state.node) this.go(node);
    return undefined;
  }
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
