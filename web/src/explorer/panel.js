// What is selected, in words. In: a node, or two nodes and what ties them. Out: elements for the panel: name, class,
// aliases, attributes, facts both ways, each with its sentences.
import { button, gradually, h, name } from "./dom.js";
import { both, count, tip, zh } from "./words.js";
import { passages } from "./passages.js";
import { span } from "./days.js";

export function nodePanel(node, app) {
  const { model } = app;
  const items = [...model.of(node)];
  const values = items.filter((item) => model.isValue(item));
  const facts = items.filter((item) => !model.isValue(item));
  return [
    heading(node, app),
    tools(node, app),
    values.length > 0 && h("section", {}, h("h3", {}, both("attributes")), gradually(values, (item) => valueRow(item, app), (n) => zh("more", { n }), 8)),
    facts.length > 0 && h("section", {}, h("h3", {}, both("facts"), h("span", { class: "count" }, count(facts.length))), groups(node, facts, app)),
    !items.length && h("p", { class: "note" }, both("no_facts")),
  ];
}

export function tiePanel({ a, b, items }, app) {
  const rows = items.map((item) => factRow(item, app.model.head[item], app, { whole: true, open: items.length <= 3 }));
  return [h("p", { class: "kicker" }, both("between")), h("h2", { class: "pair" }, chip(a, app), chip(b, app)), h("section", {}, rows)];
}

function heading(node, app) {
  const { model } = app;
  const [, kind, english, colour] = model.class(node);
  const aliases = model.aliases(node);
  const mentions = model.record.nodes.mentions[node];
  return h(
    "header",
    { class: "entity", colour },
    h("p", { class: "kicker" }, h("i", { class: "dot" }), kind, " ", h("small", { lang: "en" }, english)),
    h("h2", {}, name(model.name(node))),
    aliases.length > 0 && h("p", { class: "aliases" }, `${zh("aliases")} `, aliases.map((alias, at) => [at > 0 && "、", name(alias)])),
    h("p", { class: "meta" }, mentions > 0 && h("span", {}, zh("mentions", { n: mentions })), h("span", {}, zh("neighbours", { n: model.neighbours(node).size }))),
  );
}

function tools(node, app) {
  const page = app.pages && h("a", { class: "button", href: app.pages + app.model.id(node), title: tip("entity_page") }, zh("entity_page"), " ↗");
  return h(
    "p",
    { class: "tools" },
    button(zh("focus"), () => app.focus(node), { title: tip("focus") }),
    button(zh("expand"), () => app.expand(node), { title: tip("expand") }),
    button(zh("hide"), () => app.hide(node), { title: tip("hide") }),
    page,
  );
}

// Facts by relation and direction, in the order of the ontology's first use; inside, the surest first.
function groups(node, facts, app) {
  const { model } = app;
  const found = new Map();
  for (const item of facts) {
    const key = `${model.relation[item]} ${model.head[item] === node || model.relationOf(item)[4] ? "out" : "in"}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(item);
  }
  return [...found].map(([key, items]) => {
    const [, label, english] = model.relationOf(items[0]);
    const inward = key.endsWith("in");
    items.sort((one, other) => model.sure[other] - model.sure[one] || one - other);
    const title = h("h4", {}, h("span", { class: "arrow", "aria-hidden": "true" }, inward ? "←" : "→"), label, " ", h("small", { lang: "en" }, english), h("span", { class: "count" }, count(items.length)));
    return h("div", { class: "group" }, title, gradually(items, (item) => factRow(item, node, app), (n) => zh("more", { n }), 12));
  });
}

// A line that unfolds its sentences: the other end, the title of a post, when.
function factRow(item, node, app, { whole = false, open = false } = {}) {
  const { model } = app;
  const said = model.said(item);
  const line = whole
    ? [chip(model.head[item], app), h("span", { class: "relation" }, model.relationOf(item)[1]), chip(model.tail[item], app)]
    : [chip(model.other(item, node), app)];
  return row(item, app, [line, said && name(said, { class: "note" })], open);
}

function valueRow(item, app) {
  const { model } = app;
  const [, label, english, kind] = model.relationOf(item);
  return row(item, app, [kind === "attribute" && h("span", { class: "attribute", title: english }, label), name(model.said(item), { class: "value" })]);
}

function row(item, app, content, open = false) {
  const { model } = app;
  const when = model.relationOf(item)[3] === "observation" ? "" : span(model.from[item], model.to[item]); // a figure says it
  const more = h("div", { class: "more-of-it" });
  const sign = h("span", { class: "sign", "aria-hidden": "true" }, "▸");
  const toggle = (unfold) => {
    element.classList.toggle("open", unfold);
    sign.parentElement.setAttribute("aria-expanded", String(unfold));
    more.replaceChildren(...(unfold ? [passages(item, app)] : []));
  };
  const handle = button([sign], () => toggle(!element.classList.contains("open")), { class: "unfold", "aria-expanded": "false", "aria-label": zh("in_place") });
  const dim = model.sure[item] / 1000;
  const line = h("div", { class: "line" }, handle, h("div", { class: "said" }, content, when && h("time", {}, when)), h("span", { class: "sure", title: tip("sure") }, dim.toFixed(2)));
  const element = h("div", { class: `row${app.state.passes[item] ? "" : " filtered"}`, data: { item } }, line, more);
  line.addEventListener("click", (event) => event.target.closest("button, a") || toggle(!element.classList.contains("open")));
  if (open) toggle(true);
  return element;
}

// A name that can be chosen.
export function chip(node, app) {
  const [, kind, , colour] = app.model.class(node);
  return button([h("i", { class: "dot" }), name(app.model.name(node))], () => app.go(node), { class: "chip", colour, title: kind });
}
