// What the page says. In: the key of words.json and values for its {places}. Out: Chinese, English, or both.
import words from "./words.json";
import { h } from "./dom.js";

const shown = (value) => (typeof value === "number" ? count(value) : String(value));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));

export const count = (value) => value.toLocaleString("en-US");
export const zh = (key, values = {}) => fill(words[key][0], values);
export const en = (key, values = {}) => fill(words[key][1], values);
export const tip = (key, values = {}) => `${zh(key, values)} ${en(key, values)}`;

// Both as nodes, the English one small.
export const both = (key, values = {}) => [`${zh(key, values)} `, h("small", { lang: "en" }, en(key, values))];
