// Reads N-Triples as the server writes them. In: text. Out: rows {subject, predicate, object} of terms as in the
// SPARQL 1.1 JSON results format.

const TERM = /<([^>]*)>|_:([^\s]+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/y;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const PLAIN = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

const unescape = (text) =>
  text.includes("\\")
    ? text.replace(ESCAPE, (_, short, long, letter) => (letter ? (PLAIN[letter] ?? letter) : String.fromCodePoint(parseInt(short ?? long, 16))))
    : text;

export function parse(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    if (!line || line[0] === "#") continue;
    const [subject, after] = term(line, 0);
    const [predicate, next] = term(line, after);
    const [object] = term(line, next);
    rows.push({ subject, predicate, object });
  }
  return rows;
}

function term(line, from) {
  TERM.lastIndex = from;
  while (line[TERM.lastIndex] === " " || line[TERM.lastIndex] === "\t") TERM.lastIndex += 1;
  const at = TERM.lastIndex;
  const found = TERM.exec(line);
  if (!found) throw new Error(`not N-Triples at ${at}: ${line.slice(0, 200)}`);
  const [, iri, blank, literal, language, datatype] = found;
  return [iri !== undefined ? { type: "uri", value: unescape(iri) } : blank !== undefined ? { type: "bnode", value: blank } : literalTerm(literal, language, datatype), TERM.lastIndex];
}

function literalTerm(literal, language, datatype) {
  const made = { type: "literal", value: unescape(literal) };
  if (language) made["xml:lang"] = language;
  if (datatype) made.datatype = datatype;
  return made;
}
