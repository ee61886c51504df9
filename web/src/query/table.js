// A result as a table: pages of a hundred rows, sorted by a click on a heading. In: an element, an Answer and Terms.
// Out: the table in it; names of things are looked up page by page. `order()` gives the rows as they are sorted now.
import { h } from "./dom.js";
import { cell, isLong, kindOf, sortKey } from "./values.js";
import { both, count, tip } from "./words.js";

const ROWS = 100; // a page

export class Table {
  constructor(place, answer, terms) {
    Object.assign(this, { place, answer, terms, rows: answer.rows, page: 0, by: null, down: false });
    this.kinds = new Map(answer.columns.map((column) => [column, kindOf(answer, column)]));
    this.styles = new Map(answer.columns.map((column) => [column, isLong(answer, column) ? "text long" : this.kinds.get(column)]));
    this.body = h("tbody");
    this.heads = new Map(answer.columns.map((column) => [column, this.heading(column)]));
    const table = h("table", {}, h("thead", {}, h("tr", {}, h("th", { class: "number" }, "#"), [...this.heads.values()])), this.body);
    this.pager = h("nav", { class: "pager", "aria-label": tip("page", { page: "", pages: "" }).replace(/\s+/g, " ") });
    place.replaceChildren(h("div", { class: "scroll", tabindex: "0" }, table), this.pager);
    this.show();
  }

  get pages() {
    return Math.max(1, Math.ceil(this.rows.length / ROWS));
  }

  order() {
    return this.rows;
  }

  heading(column) {
    const words = this.terms.heading(column);
    const button = h("button", { type: "button", title: tip("sort", { column }), onclick: () => this.sort(column) }, h("b", {}, column), words ? [" ", h("small", {}, words)] : "");
    return h("th", { scope: "col", "aria-sort": "none", class: this.kinds.get(column) }, button);
  }

  sort(column) {
    this.down = this.by === column && !this.down;
    this.by = column;
    this.rows = sorted(this.answer.rows, column, this.kinds.get(column), this.terms, this.down);
    for (const [name, head] of this.heads) head.setAttribute("aria-sort", name !== column ? "none" : this.down ? "descending" : "ascending");
    this.page = 0;
    this.show();
  }

  async show() {
    const here = this.rows.slice(this.page * ROWS, (this.page + 1) * ROWS);
    this.fill(here);
    const iris = here.flatMap((row) => this.answer.columns.map((column) => row[column])).filter((term) => term?.type === "uri");
    const page = this.page;
    const learned = await this.terms.learn(iris.map((term) => term.value)).catch(() => false);
    if (learned && this.page === page) this.fill(this.rows.slice(page * ROWS, (page + 1) * ROWS));
  }

  fill(rows) {
    const { columns } = this.answer;
    const line = (row, at) => h("tr", {}, h("td", { class: "number" }, count(this.page * ROWS + at + 1)), columns.map((column) => h("td", { class: this.styles.get(column) }, cell(row[column], this.terms))));
    this.body.replaceChildren(...rows.map(line));
    this.turnable();
  }

  turnable() {
    const go = (words, page) => h("button", { type: "button", disabled: page < 0 || page >= this.pages || page === this.page, onclick: () => this.turn(page) }, both(words));
    const where = h("span", {}, both("page", { page: this.page + 1, pages: this.pages }));
    const last = this.pages - 1;
    this.pager.replaceChildren(go("first", 0), go("previous", this.page - 1), where, go("next", this.page + 1), go("last", last));
    this.pager.hidden = last === 0;
  }

  turn(page) {
    this.page = page;
    this.place.firstChild.scrollTop = 0;
    this.show();
  }
}

// Rows by one column; those without a value come last, either way round.
function sorted(rows, column, kind, terms, down) {
  const compare = kind === "number" ? (a, b) => a - b : new Intl.Collator("zh").compare;
  const keyed = rows.map((row) => [sortKey(row[column], kind, terms), row]);
  const bound = keyed.filter(([key]) => key !== null).sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
  return [...bound, ...keyed.filter(([key]) => key === null)].map(([, row]) => row);
}
