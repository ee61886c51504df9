// What the explorer says. In: the key of words.json and values for its {places}. Out: Chinese, English, or both as nodes.
import words from "./words.json";
import { h } from "./dom.js";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => format(values[name]));
const format = (value) => (typeof value === "number" ? value.toLocaleString("en-US") : String(value));

export const zh = (key, values = {}) => fill(words[key][0], values);
export const en = (key, values = {}) => fill(words[key][1], values);
export const both = (key, values = {}) => [zh(key, values), " ", h("small", { lang: "en" }, en(key, values))];
export const tip = (key, values = {}) => `${zh(key, values)} ${en(key, values)}`;
export const count = (value) => value.toLocaleString("en-US");
