// The filters. In: a State. Out: an element whose boxes, ranges and buttons change it. Its legends show the colours of
// the ontology, names in Chinese and English, and how many there are.
import { button, h, later } from "./dom.js";
import { timeline } from "./timeline.js";
import { both, count, tip, zh } from "./words.js";

export function sidebar(app) {
  const { model, state } = app;
  const { classes, relations } = model.record;
  const perClass = tally(model.classOf, classes.length);
  const perRelation = tally(model.relation, relations.length);
  const kinds = classes.map(([, label, english, colour], index) => ({ index, label, english, colour, many: perClass[index] }));
  const lines = relations.map(([, label, english, kind], index) => ({ index, label, english, kind, many: perRelation[index] }));
  for (const list of [kinds, lines]) list.sort((one, other) => other.many - one.many || one.index - other.index);
  const others = lines.filter(({ kind }) => kind !== "relation");
  const hidden = button("", () => (state.hidden.clear(), state.changed()), { class: "hidden-ones" });
  const whole = button(both("whole"), () => ((state.focus = null), state.changed()));
  const tell = () => {
    hidden.hidden = !state.hidden.size;
    hidden.textContent = zh("show_hidden", { n: state.hidden.size });
    whole.hidden = !state.focus;
  };
  state.on("filter", tell);
  tell();
  return h(
    "aside",
    { id: "filters", class: "filters", "aria-label": tip("filters") },
    h("div", { class: "back" }, whole, hidden),
    boxes("classes", state, state.classes, kinds),
    boxes("relations", state, state.relations, lines.filter(({ kind }) => kind === "relation")),
    others.length > 0 && boxes("attributes", state, state.relations, others, true),
    timeline(state),
    sure(state),
    button(both("reset"), () => state.reset(), { class: "reset" }),
  );
}

// A list of boxes that switch `flags` by index; "only" switches all others of the list off.
function boxes(key, state, flags, lines, folded = false) {
  const inputs = new Map();
  const set = (chosen) => {
    for (const { index } of lines) flags[index] = chosen(index) ? 1 : 0;
    state.changed();
  };
  const rows = lines.map(({ index, label, english, colour, many }) => {
    const box = h("input", { type: "checkbox", checked: true, onchange: () => ((flags[index] = box.checked ? 1 : 0), state.changed()) });
    inputs.set(index, box);
    const words = h("span", { class: "label" }, label, " ", h("small", { lang: "en" }, english));
    return h("li", { colour }, h("label", {}, box, colour && h("i", { class: "dot" }), words, h("span", { class: "count" }, count(many))), button(zh("only"), () => set((one) => one === index), { class: "only", title: tip("only") }));
  });
  state.on("filter", () => inputs.forEach((box, index) => (box.checked = Boolean(flags[index]))));
  const all = h("span", { class: "all" }, button(zh("all"), () => set(() => true)), button(zh("none"), () => set(() => false)));
  return h("details", { class: "filter", open: !folded, data: { filter: key } }, h("summary", {}, both(key)), all, h("ul", {}, rows));
}

function sure(state) {
  const shown = h("output", {}, "0.00");
  const range = h("input", { type: "range", min: 0, max: 1000, step: 10, value: 0, "aria-label": tip("confidence"), oninput: () => later(() => ((state.sure = Number(range.value)), state.changed())) });
  const tell = () => ((shown.textContent = (state.sure / 1000).toFixed(2)), (range.value = state.sure));
  state.on("filter", tell);
  return h("details", { class: "filter", open: true, data: { filter: "confidence" } }, h("summary", {}, both("confidence")), h("div", { class: "one-range" }, range, shown));
}

function tally(column, kinds) {
  const found = new Array(kinds).fill(0);
  for (const kind of column) found[kind] += 1;
  return found;
}
