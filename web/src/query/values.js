// Which columns hold what, and how a value is shown. In: an Answer. Out: kinds of columns ("number", "time", "entity",
// "text"), terms as plain text or elements, and keys to sort by.
import { h, shorten, visible } from "./dom.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name));
const TIMES = new Set(["date", "gYear", "gYearMonth", "dateTime"].map((name) => XSD + name));
const TIME = /^\d{4}(-\d\d){0,2}([/T].*)?$/; // 2023, 2023-05, 2023-05-01, 2023-01/2023-03
const LOOKED_AT = 2000; // rows that tell what a column holds
const LONG = 100; // characters of a text in a cell; the rest opens
const GROUPED = 10000; // from here on digits stand in groups of three

export const isNumber = (term) => term?.type === "literal" && NUMBERS.has(term.datatype);
export const isIri = (term) => term?.type === "uri";

// What all values of a column are, so far as the first rows tell.
export function kindOf(answer, column) {
  const found = new Set();
  for (const row of answer.rows.slice(0, LOOKED_AT)) if (row[column]) found.add(kindOfTerm(row[column]));
  return found.size === 1 ? [...found][0] : "text";
}

// Whether a column of texts holds sentences, which need room.
export const isLong = (answer, column) => answer.rows.slice(0, LOOKED_AT).some((row) => row[column]?.type === "literal" && row[column].value.length > 40);

function kindOfTerm(term) {
  if (isIri(term)) return "entity";
  if (isNumber(term)) return "number";
  return TIMES.has(term.datatype) || TIME.test(term.value) ? "time" : "text";
}

// A term as plain text, for charts, files and titles.
export function plain(term, terms) {
  if (!term) return "";
  if (isIri(term)) return terms.name(term.value);
  if (term.type === "triple") return ["subject", "predicate", "object"].map((part) => plain(term.value[part], terms)).join(" ");
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}

export function sortKey(term, kind, terms) {
  if (!term) return null;
  if (kind === "number") return Number(term.value);
  return plain(term, terms);
}

// A number with its digits in groups; as it is written where that would change it.
export function grouped(text) {
  if (!/^-?\d+(\.\d+)?$/.test(text) || Math.abs(Number(text)) < GROUPED) return text;
  const [whole, rest] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
}

// 85 亿 and the like: how a large number is said in Chinese.
export function spoken(text) {
  const number = Number(text);
  const [size, unit] = Math.abs(number) >= 1e8 ? [1e8, "亿"] : [1e4, "万"];
  return Math.abs(number) >= GROUPED ? `${Number((number / size).toPrecision(6))}${unit}` : "";
}

// A term as an element of a table.
export function cell(term, terms) {
  if (!term) return "";
  if (isIri(term)) return iriCell(term.value, terms);
  if (isNumber(term)) return h("span", { title: spoken(term.value) || undefined }, grouped(term.value));
  const text = visible(plain(term, terms));
  if (text.length <= LONG) return h("bdi", { lang: term["xml:lang"] }, text);
  return h("details", {}, h("summary", {}, h("bdi", {}, shorten(text, LONG))), h("bdi", {}, text));
}

function iriCell(iri, terms) {
  const text = h("bdi", {}, visible(terms.name(iri)));
  const kind = terms.classOf(iri);
  const path = terms.path(iri);
  const title = visible(terms.isTerm(iri) ? terms.short(iri) : iri);
  if (path) return h("a", { href: path, title }, kind?.more ? dot(kind) : "", text);
  return h(terms.isTerm(iri) ? "span" : "code", { title }, text);
}

// The colour of a class, as a dot.
export function dot(kind) {
  const mark = h("i", { class: "dot", title: `${kind.zh} ${kind.en}` });
  mark.style.background = kind.more;
  return mark;
}
