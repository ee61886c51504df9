// Asks the server. In: a SPARQL query and an AbortSignal. Out: an Answer
//   {kind: "rows" | "triples" | "boolean", columns, rows, truth, text, type, took (seconds), cut (after so many rows)}
// where a row has a term {type, value, datatype, …} for each column that is bound. Throws Failed with the server's words.
import { parse } from "./ntriples.js";

const ENDPOINT = "/sparql";
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

export class Failed extends Error {}

export async function ask(query, signal) {
  const began = performance.now();
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: ACCEPT },
    body: query,
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Failed(text.trim() || `HTTP ${response.status}`);
  const answer = read(text, response.headers.get("Content-Type") ?? "");
  return { ...answer, text, took: (performance.now() - began) / 1000, cut: cutAfter(response, answer) };
}

function read(text, type) {
  if (type.startsWith("application/n-triples")) return { kind: "triples", type: "nt", columns: ["subject", "predicate", "object"], rows: parse(text) };
  const record = JSON.parse(text);
  if ("boolean" in record) return { kind: "boolean", type: "json", columns: [], rows: [], truth: record.boolean };
  return { kind: "rows", type: "json", columns: record.head.vars, rows: bare(record.head.vars, record.results.bindings) };
}

// A column may be called like something that every object has; then rows are made that have nothing.
const bare = (columns, rows) => (columns.some((column) => column in {}) ? rows.map((row) => Object.assign(Object.create(null), row)) : rows);

// The server names its limit only where it had to cut.
const cutAfter = (response, answer) => (response.headers.has("X-SPARQL-MaxRows") ? answer.rows.length : 0);
