// The words of the ontology and the names of things. In: page.json of the server. Out: Terms: labels of terms, short
// forms of IRIs, where the server shows an IRI, and the names of entities and articles (looked up as they are needed).
import { ask } from "./ask.js";

const MANY = 500; // names asked for at a time,
const LONGEST = 60_000; // and characters of their IRIs: the server takes queries of 100,000
const SAFE = /^[^<>"{}|\\^`\u0000-\u0020]+$/;
const DOCUMENT = "doc/";

export class Terms {
  constructor({ base, prefixes, terms, columns }) {
    Object.assign(this, { base, prefixes, columns });
    this.all = terms.map(([name, kind, zh, en, more]) => ({ name, kind, zh, en, more }));
    this.byIri = new Map(this.all.map((term) => [this.expand(term.name), term]));
    this.byColumn = new Map(this.all.map((term) => [term.name.split(":")[1].toLowerCase(), term]));
    this.names = new Map(); // IRI → name, or null where it has none
  }

  expand(short) {
    const [prefix, tail] = short.split(/:(.*)/s);
    return prefix in this.prefixes ? this.prefixes[prefix] + tail : short;
  }

  short(iri) {
    for (const [prefix, start] of Object.entries(this.prefixes)) if (iri.startsWith(start)) return `${prefix}:${iri.slice(start.length)}`;
    return iri.startsWith(this.base) ? iri.slice(this.base.length) : iri;
  }

  isTerm = (iri) => this.byIri.has(iri);
  isOurs = (iri) => iri.startsWith(this.base);

  // What a reader calls an IRI: the label of a term, the name of a thing, else the end of the IRI.
  name(iri) {
    const term = this.byIri.get(iri);
    if (term) return term.zh || term.en;
    return this.names.get(iri) ?? (this.isOurs(iri) ? this.tail(iri) : this.short(iri));
  }

  tail(iri) {
    const tail = iri.slice(this.base.length);
    return decode(tail.slice(tail.indexOf("/") + 1));
  }

  // The class that the IRI of an entity names, as a term; undefined for other things.
  classOf(iri) {
    return this.isOurs(iri) ? this.byIri.get(`${this.prefixes.kg}${iri.slice(this.base.length).split("/")[0]}`) : undefined;
  }

  // Where this server shows it; undefined for what is no part of this graph.
  path(iri) {
    if (!this.isOurs(iri)) return undefined;
    const tail = iri.slice(this.base.length);
    const [start, rest] = tail.startsWith(DOCUMENT) ? ["/document/", tail.slice(DOCUMENT.length)] : ["/id/", tail];
    return start + rest.replace(/[?#\s]/g, encodeURIComponent);
  }

  // The Chinese word for a column, where there is one.
  heading(column) {
    return (Object.hasOwn(this.columns, column) ? this.columns[column] : undefined) ?? this.byColumn.get(column.toLowerCase())?.zh ?? "";
  }

  // Looks up the names of IRIs that are not known yet, and says whether there were any; without an answer they keep the
  // end of their IRI.
  async learn(iris) {
    const open = [...new Set(iris)].filter((iri) => this.isOurs(iri) && !this.names.has(iri) && SAFE.test(iri));
    for (const some of parts(open)) {
      const { rows } = await ask(namesOf(some));
      for (const iri of some) this.names.set(iri, null);
      for (const row of rows) if (row.name) this.names.set(row.thing.value, row.name.value);
    }
    return open.length > 0;
  }
}

const namesOf = (iris) => `SELECT ?thing (MIN(?label) AS ?name) WHERE {
  VALUES ?thing { ${iris.map((iri) => `<${iri}>`).join(" ")} }
  { ?thing skos:prefLabel ?label } UNION { ?thing schema:headline ?label } UNION { ?thing rdfs:label ?label }
} GROUP BY ?thing`;

function* parts(iris) {
  let [some, size] = [[], 0];
  for (const iri of iris) {
    if (some.length && (some.length === MANY || size + iri.length > LONGEST)) {
      yield some;
      [some, size] = [[], 0];
    }
    some.push(iri);
    size += iri.length;
  }
  if (some.length) yield some;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
