// The search box. In: what is typed. Out: a list of entities below it; choosing one flies there.
import { h, name } from "./dom.js";
import { tip, zh } from "./words.js";

const [MOST, PAUSE] = [12, 120]; // results shown; milliseconds after the last key

export function searchbox(app) {
  const list = h("ul", { class: "results", role: "listbox", id: "results", hidden: true });
  const box = h("input", {
    type: "search", id: "search", autocomplete: "off", spellcheck: "false", placeholder: zh("search"), title: `${tip("search")} ( / )`,
    role: "combobox", "aria-label": tip("search"), "aria-controls": "results", "aria-expanded": "false",
  });
  const finder = new Finder(app, box, list);
  let waiting = 0;
  box.addEventListener("input", () => (clearTimeout(waiting), (waiting = setTimeout(() => finder.look(), PAUSE))));
  box.addEventListener("focus", () => (finder.warm(), box.value && finder.look()));
  box.addEventListener("keydown", (event) => finder.key(event));
  box.addEventListener("blur", () => setTimeout(() => finder.close(), 150));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) (event.preventDefault(), box.focus());
  });
  return h("div", { class: "searchbox", role: "search" }, box, list);
}

class Finder {
  constructor(app, box, list) {
    Object.assign(this, { app, box, list, found: [], at: 0, asked: 0 });
  }

  warm() {
    this.app.search("");
  }

  async look() {
    const typed = this.box.value;
    const asked = (this.asked += 1);
    const found = this.app.search(typed, MOST);
    this.show(found);
    if (found.length >= MOST || !typed.trim()) return;
    const others = await this.app.elsewhere(typed); // entities that the server knows and this page does not
    if (asked === this.asked && others.length) this.show([...found, ...others].slice(0, MOST));
  }

  show(found) {
    this.found = found;
    this.at = 0;
    this.list.replaceChildren(...found.map((one, at) => this.#entry(one, at)));
    if (!found.length) this.list.append(h("li", { class: "none" }, zh("nothing_found")));
    this.list.hidden = !this.box.value.trim();
    this.box.setAttribute("aria-expanded", String(!this.list.hidden));
    this.#mark();
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.found.length) % (this.found.length || 1);
    if (event.key === "Enter") this.#now();
    if (event.key === "Escape") this.close();
    if (step || event.key === "Enter") event.preventDefault();
    this.#mark();
  }

  close() {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
  }

  // Enter may come before the pause is over.
  #now() {
    this.asked += 1;
    const found = this.app.search(this.box.value, MOST);
    const chosen = found[this.at] ?? this.found[this.at];
    if (chosen) this.#choose(chosen);
  }

  #choose(one) {
    this.close();
    this.box.blur();
    if (one.href) location.assign(one.href);
    else this.app.go(one.node);
  }

  #mark() {
    [...this.list.children].forEach((child, at) => child.setAttribute("aria-selected", String(at === this.at)));
  }

  #entry(one, at) {
    if (one.href) return this.#line(one, at, [name(one.name)], zh("elsewhere"));
    const { model, state } = this.app;
    const [, kind, , colour] = model.class(one.node);
    const whole = model.name(one.node);
    const alias = one.name === whole ? null : h("span", { class: "alias" }, "（", name(one.name), "）");
    const hint = state.isDrawn(one.node) ? kind : `${kind} · ${zh("not_drawn")}`;
    return this.#line(one, at, [h("i", { class: "dot" }), name(whole), alias], hint, colour);
  }

  #line(one, at, content, hint, colour) {
    const choose = (event) => (event.preventDefault(), this.#choose(one));
    return h("li", { role: "option", colour, onmousedown: choose, onmousemove: () => ((this.at = at), this.#mark()) }, h("span", { class: "hit" }, content), h("small", {}, hint));
  }
}
