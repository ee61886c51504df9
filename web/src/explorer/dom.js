// Elements, made of text only: whatever a name holds, it can become no markup.
// In: a tag, its properties (on… are listeners, data a dataset) and children. Out: the element.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "colour") element.style.setProperty("--c", value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

// A name as readers see it: control characters become visible, those that turn the direction are left out, and its
// own direction cannot run into what stands beside it.
export const name = (text, properties = {}) => h("bdi", properties, visible(text));
export const visible = (text) => text.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, picture);
const picture = (c) => (c === "\n" ? " " : c === "\u007f" ? "\u2421" : c > "\u007f" ? "" : String.fromCharCode(0x2400 + c.charCodeAt(0)));

export function button(words, act, properties = {}) {
  return h("button", { type: "button", onclick: act, ...properties }, words);
}

// The parts of a long list: the first `step`, and a button for as many more.
export function gradually(items, make, more, step = 30) {
  const place = h("div", { class: "gradually" });
  const show = (from) => {
    const rest = items.length - from - step;
    place.append(...items.slice(from, from + step).map(make));
    if (rest <= 0) return;
    const next = button(more(Math.min(step, rest), rest), () => (next.remove(), show(from + step)), { class: "more" });
    place.append(next);
  };
  show(0);
  return place;
}

// At most one change a frame while a handle is dragged.
let frame = 0;
export function later(act) {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(act);
}
