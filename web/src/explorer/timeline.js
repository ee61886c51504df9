// The range of days. In: a State. Out: an element: which of the two kinds of time is asked (what texts say, when they were
// published), bars of how many facts fall into each part of it, two handles, and a box for what has no date.
import { button, h, later } from "./dom.js";
import { iso } from "./days.js";
import { both, count, tip, zh } from "./words.js";

const BARS = 44;
const CLOCKS = ["text", "published"];

export function timeline(state) {
  const place = h("div", { class: "timeline" });
  const element = h("details", { class: "filter", open: true, data: { filter: "time" } }, h("summary", {}, both("time")), place);
  if (!CLOCKS.some((clock) => state.days[clock])) {
    place.append(h("p", { class: "note" }, zh("no_dates")));
    return element;
  }
  const parts = { clocks: clocks(state), bars: h("div", { class: "bars", "aria-hidden": "true" }), shown: h("output", {}), handles: handles(state), undated: undated(state) };
  place.append(parts.clocks.element, parts.bars, parts.handles.element, parts.shown, parts.undated.element);
  let drawn = "";
  const tell = () => {
    parts.clocks.tell();
    parts.handles.tell();
    parts.undated.tell();
    if (drawn !== state.clock) parts.bars.replaceChildren(...bars(state));
    drawn = state.clock;
    light(parts.bars, state);
    parts.shown.textContent = state.range.map(iso).join(" – ");
  };
  state.on("filter", tell);
  tell();
  return element;
}

function clocks(state) {
  const choose = (clock) => () => {
    state.clock = clock;
    state.range = state.days[clock];
    state.changed();
  };
  const buttons = CLOCKS.map((clock) => button(both(`time_${clock}`), choose(clock), { disabled: !state.days[clock], data: { clock } }));
  const tell = () => buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.clock === state.clock)));
  return { element: h("div", { class: "clocks" }, buttons), tell };
}

// Two ranges one above the other; a handle cannot pass the other one.
function handles(state) {
  const make = (at) =>
    h("input", { type: "range", "aria-label": `${tip("time")} ${at + 1}`, oninput: (event) => {
      const day = Number(event.target.value);
      const range = [...state.range];
      range[at] = at ? Math.max(day, range[0]) : Math.min(day, range[1]);
      event.target.value = range[at];
      later(() => ((state.range = range), state.changed()));
    } }); // prettier-ignore
  const both = [make(0), make(1)];
  const tell = () => {
    const [first, last] = state.days[state.clock];
    both.forEach((one, at) => Object.assign(one, { min: first, max: last, value: state.range[at] }));
    both[0].classList.toggle("on-top", state.range[0] > (first + last) / 2); // so that neither covers the other at an end
  };
  return { element: h("div", { class: "two-ranges" }, both), tell };
}

function undated(state) {
  const { model } = state;
  const missing = { text: blank(model.from, model.to), published: blank(model.publishedFrom, model.publishedTo) };
  const box = h("input", { type: "checkbox", onchange: () => ((state.undated = box.checked), state.changed()) });
  const many = h("span", { class: "count" });
  const tell = () => ((box.checked = state.undated), (many.textContent = count(missing[state.clock])));
  return { element: h("label", { class: "undated" }, box, h("span", { class: "label" }, both("undated")), many), tell };
}

const blank = (froms, tos) => froms.reduce((sum, from, item) => sum + (from || tos[item] ? 0 : 1), 0);

function bars(state) {
  const { model, clock } = state;
  const [first, last] = state.days[clock];
  const [froms, tos] = clock === "text" ? [model.from, model.to] : [model.publishedFrom, model.publishedTo];
  const found = new Array(BARS).fill(0);
  for (let item = 0; item < model.items; item += 1) {
    const day = froms[item] || tos[item];
    if (day) found[Math.min(BARS - 1, Math.floor(((day - first) / (last - first + 1)) * BARS))] += 1;
  }
  const most = Math.max(...found, 1);
  return found.map((many) => {
    const bar = h("i", {});
    bar.style.height = many ? `${8 + 92 * Math.sqrt(many / most)}%` : "0";
    return bar;
  });
}

// The bars within the range stand out.
function light(place, state) {
  const [first, last] = state.days[state.clock];
  const step = (last - first + 1) / BARS;
  [...place.children].forEach((bar, at) => {
    const inside = first + (at + 1) * step > state.range[0] && first + at * step <= state.range[1];
    bar.classList.toggle("in", inside);
  });
}
