// A result as a file. In: an Answer, its rows in order, Terms. Out: a download, made in the browser.
// The CSV is for a spreadsheet: with a byte order mark, CRLF, a column of names beside each column of IRIs, and an
// apostrophe before what a spreadsheet would run as a formula (numbers stay numbers).
import { isIri, isNumber, kindOf, plain } from "./values.js";

const FORMULA = /^[=+\-@\t\r]/;

export async function csv(answer, rows, terms) {
  const iris = new Set(answer.columns.filter((column) => kindOf(answer, column) === "entity"));
  const all = [...iris].flatMap((column) => rows.map((row) => row[column]?.value).filter(Boolean));
  await terms.learn(all).catch(() => false);
  const heads = answer.columns.flatMap((column) => (iris.has(column) ? [`${column}Name`, column] : [column]));
  const line = (row) => answer.columns.flatMap((column) => (iris.has(column) ? [field(row[column], terms), exact(row[column])] : [exact(row[column])]));
  return `\ufeff${[heads, ...rows.map(line)].map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
}

const field = (term, terms) => guarded(plain(term, terms));

function exact(term) {
  if (!term || isIri(term) || isNumber(term)) return term?.value ?? "";
  return guarded(term.type === "triple" ? JSON.stringify(term.value) : term.value);
}

const guarded = (text) => (FORMULA.test(text) ? `'${text}` : text);
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function save(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
