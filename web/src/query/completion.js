// What may be typed next. In: the line up to the cursor, the whole query and Terms. Out: suggestions
//   {length (characters before the cursor that one replaces), list: [{text, zh, en}]}, best first; or null.
// Terms are found by their name (kg:un), by a part of it, and by what they are called in Chinese or English.

const MOST = 60;
const KEYWORDS = "SELECT CONSTRUCT ASK DESCRIBE DISTINCT WHERE OPTIONAL FILTER UNION GRAPH VALUES BIND MINUS GROUP BY ORDER BY HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG GROUP_CONCAT CONTAINS REGEX STR YEAR BOUND COALESCE IF NOT EXISTS".split(" ");
const VARIABLE = /[?$](\w*)$/;
const PREFIX = /\bPREFIX\s+([\w-]*)$/i;
const QUALIFIED = /(?<![\w?$<"'#-])([A-Za-z][\w-]*)?:([\w-]*)$/;
const CHINESE = /\p{Script=Han}+$/u;
const WORD = /(?<![\w?$:<"'-])[A-Za-z]{2,}$/;
const CLASS_COMES = /(?:^|[\s;.])(?:a|rdf:type)\s+\S*$/;

export function suggest(before, query, terms) {
  if (unreadable(before)) return null;
  for (const find of [variables, prefixes, qualified, chinese, words]) {
    const found = find(before, query, terms);
    if (found) return found.list.length ? { ...found, list: found.list.slice(0, MOST) } : null;
  }
  return null;
}

// Whether a character just typed is worth a look: names, variables and Chinese are, plain words only when asked for.
export const isTelling = (before) => [VARIABLE, PREFIX, QUALIFIED, CHINESE].some((pattern) => pattern.test(before));

// Inside a string, an IRI or a comment nothing is suggested.
const unreadable = (before) => /^(?:[^"'<#]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>|<(?=[\s=]))*["'#<]/.test(before) && open(before);
const open = (before) => {
  const rest = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^<>\s]*>/g, "");
  return /["'#]|<\S*$/.test(rest);
};

function variables(before, query) {
  const typed = VARIABLE.exec(before);
  if (!typed) return null;
  const names = [...query.matchAll(/[?$](\w+)/g)].map((match) => match[1]);
  const known = [...new Set(names)].filter((name) => name.startsWith(typed[1]) && name !== typed[1]).sort();
  return { length: typed[0].length, list: known.map((name) => ({ text: typed[0][0] + name })) };
}

function prefixes(before, _, { prefixes }) {
  const typed = PREFIX.exec(before);
  if (!typed) return null;
  const list = Object.entries(prefixes).filter(([prefix]) => prefix.startsWith(typed[1])).map(([prefix, iri]) => ({ text: `${prefix}: <${iri}>` }));
  return { length: typed[1].length, list };
}

function qualified(before, _, terms) {
  const typed = QUALIFIED.exec(before);
  if (!typed) return null;
  const [whole, prefix = "", tail] = typed;
  const inside = terms.all.filter((term) => term.name.startsWith(`${prefix}:`));
  return { length: whole.length, list: ranked(fitting(inside, before), tail.toLowerCase()) };
}

function chinese(before, _, terms) {
  const typed = CHINESE.exec(before);
  if (!typed) return null;
  return { length: typed[0].length, list: ranked(fitting(terms.all, before), typed[0]) };
}

function words(before, _, terms) {
  const typed = WORD.exec(before);
  if (!typed) return null;
  const [word, low] = [typed[0], typed[0].toLowerCase()];
  const keywords = KEYWORDS.filter((keyword) => keyword.startsWith(word.toUpperCase())).map((text) => ({ text }));
  const names = Object.keys(terms.prefixes).filter((prefix) => prefix.startsWith(low)).map((prefix) => ({ text: `${prefix}:` }));
  return { length: word.length, list: [...keywords, ...names, ...ranked(fitting(terms.all, before), low)] };
}

// After `a` only classes, elsewhere everything.
const fitting = (all, before) => (CLASS_COMES.test(before) ? all.filter((term) => term.kind === "class") : all);

// Those whose name begins so, then those that have it in their name, then in what they are called.
function ranked(all, typed) {
  const rank = ({ name, zh, en }) => {
    const tail = name.slice(name.indexOf(":") + 1).toLowerCase();
    if (tail.startsWith(typed)) return 0;
    if (zh.startsWith(typed)) return 1;
    if (tail.includes(typed)) return 2;
    return zh.includes(typed) || en.toLowerCase().includes(typed) ? 3 : -1;
  };
  return all
    .map((term, place) => [rank(term), place, term])
    .filter(([value]) => value >= 0)
    .sort(([a, i], [b, j]) => a - b || i - j)
    .map(([, , { name, zh, en }]) => ({ text: name, zh, en }));
}
