// A result as points of a chart. In: an Answer, the chosen columns and kind, Terms. Out: {places (across), groups:
// [{name, values}], added, first, cut (after so many places), left (groups)} for bars and lines, {groups: [{name, points}],
// cut, left} for points; and a choice to begin with.
import { kindOf, plain } from "./values.js";

export const PLACES = 60; // across; more bars are too thin to read
const MOMENTS = 120; // across, where they are years or months
export const GROUPS = 12; // colours that can be told apart
export const KINDS = ["bar", "line", "scatter"];
const DRAWN = 5000; // points of a scatter

// What suits the types of the columns: lines over time, points for two numbers, else bars.
export function suited(answer, wanted = {}) {
  const kinds = new Map(answer.columns.map((column) => [column, kindOf(answer, column)]));
  const of = (...some) => answer.columns.filter((column) => some.includes(kinds.get(column)));
  const numbers = of("number");
  const [time] = of("time");
  const [other] = of("entity", "text");
  const valid = (column) => (answer.columns.includes(column) ? column : undefined);
  const up = valid(wanted.y) ?? numbers.at(-1);
  const across = valid(wanted.x) ?? time ?? other ?? numbers.find((column) => column !== up) ?? up;
  const series = valid(wanted.series) ?? (wanted.kind ? "" : time && other && across === time ? other : "");
  const kind = wanted.kind ?? (kinds.get(across) === "number" ? "scatter" : kinds.get(across) === "time" ? "line" : "bar");
  return { numbers, up, across, series, kind };
}

const value = (row, column) => Number(row[column]?.value);

// Rows by group and place; the values of one place are added up for bars, the first one stands for lines.
export function points(answer, { up, across, series, kind }, terms) {
  const rows = answer.rows.filter((row) => row[across] && row[up] && Number.isFinite(value(row, up)));
  return kind === "scatter" ? scattered(rows, up, across, series, terms) : placed(rows, up, across, series, kind, answer, terms);
}

function placed(rows, up, across, series, kind, answer, terms) {
  const [groups, places] = [new Map(), new Map()];
  let twice = false;
  for (const row of rows) {
    const place = row[across].value;
    places.set(place, row[across]);
    const group = series ? (row[series]?.value ?? "") : "";
    if (!groups.has(group)) groups.set(group, { term: row[series], values: new Map() });
    const { values } = groups.get(group);
    twice ||= values.has(place);
    if (!values.has(place)) values.set(place, value(row, up));
    else if (kind === "bar") values.set(place, values.get(place) + value(row, up));
  }
  const timed = kindOf(answer, across) === "time";
  const inOrder = timed || kindOf(answer, across) === "number" ? [...places.keys()].sort(timed ? undefined : (a, b) => a - b) : [...places.keys()];
  const all = timed ? unbroken(inOrder) : inOrder;
  const kept = all.slice(0, timed ? MOMENTS : PLACES);
  const known = [...groups.values()];
  if (kind === "line") known.sort((a, b) => b.values.size - a.values.size); // a line needs more than one place
  const made = known.slice(0, GROUPS).map(({ term, values }) => ({ term, values: kept.map((place) => values.get(place) ?? null) }));
  return {
    places: kept.map((place) => places.get(place) ?? { type: "literal", value: place }),
    groups: named(made, up, terms),
    added: twice && kind === "bar",
    first: twice && kind === "line",
    cut: all.length > kept.length ? kept.length : 0,
    left: Math.max(0, groups.size - GROUPS),
  };
}

// Years or months with those between that have no row, so that the distance across is that in time.
function unbroken(moments) {
  const step = moments.every((moment) => /^\d{4}$/.test(moment)) ? 1 : moments.every((moment) => /^\d{4}-\d\d$/.test(moment)) ? 12 : 0;
  if (!step || moments.length < 2) return moments;
  const number = (moment) => (step === 1 ? Number(moment) : Number(moment.slice(0, 4)) * 12 + Number(moment.slice(5)) - 1);
  const text = (at) => (step === 1 ? String(at).padStart(4, "0") : `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`);
  const [first, last] = [number(moments[0]), number(moments.at(-1))];
  return last - first < MOMENTS ? Array.from({ length: last - first + 1 }, (_, at) => text(first + at)) : moments;
}

function scattered(rows, up, across, series, terms) {
  const groups = new Map();
  for (const row of rows.slice(0, DRAWN)) {
    const group = series ? (row[series]?.value ?? "") : "";
    if (!groups.has(group)) groups.set(group, { term: row[series], points: [] });
    groups.get(group).points.push({ x: value(row, across), y: value(row, up) });
  }
  return { places: [], groups: named([...groups.values()].slice(0, GROUPS), up, terms), cut: rows.length > DRAWN ? DRAWN : 0, left: Math.max(0, groups.size - GROUPS) };
}

const named = (groups, up, terms) => groups.map(({ term, ...rest }) => ({ name: term ? plain(term, terms) : terms.heading(up) || up, term, ...rest }));
