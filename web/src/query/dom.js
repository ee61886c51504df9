// Elements, made of text only: whatever a name in a result holds, it can become no markup.
// In: a tag, its properties (on… are listeners, the rest attributes) and children. Out: the element.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

// The element of the page with this id.
export const at = (id) => document.getElementById(id);

// Text of the graph as readers see it: control characters become visible, those that turn the writing round are dropped.
export const visible = (text) =>
  String(text)
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (c) => String.fromCharCode(c === "\u007f" ? 0x2421 : 0x2400 + c.charCodeAt(0)));

// The first characters of a text, by whole characters.
export function shorten(text, most) {
  if (text.length <= most) return text;
  const points = Array.from(text);
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : text;
}

// A select with these [value, label] options. `chosen` is called with the value.
export function select(label, options, value, chosen) {
  const box = h("select", { onchange: () => chosen(box.value) }, options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
  return h("label", { class: "choice" }, label, box);
}
