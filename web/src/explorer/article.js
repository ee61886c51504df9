// An article with a sentence marked. In: a passage. Out: an element; `reveal(element)` scrolls to the mark once it stands
// in the page.
import { h, name, visible } from "./dom.js";
import { zh } from "./words.js";
import { place } from "./passages.js";
import { places } from "./source.js";

export function article(passage, app) {
  const { record } = app.model;
  const text = h("div", { class: "text", lang: "zh" }, h("p", { class: "waiting" }, zh("loading")));
  const element = h("article", { class: "article" }, h("h2", {}, name(record.documents.headline[passage[0]])), h("p", { class: "meta" }, place(passage, record)), text);
  fill(text, passage, app).then(() => reveal(element));
  return element;
}

async function fill(text, passage, app) {
  try {
    const found = await app.source.article(passage[0]);
    if (found) text.replaceChildren(...paragraphs(...withoutHeadline(found, passage, app)));
    else text.replaceChildren(...(await alone(passage, app)));
  } catch (error) {
    text.replaceChildren(h("p", {}, h("em", {}, zh("failed", { why: error.message }))));
  }
}

// The text and what is marked in it; the headline stands above it already, unless it is itself what is marked.
function withoutHeadline(found, passage, app) {
  const marked = places(found, passage);
  const headline = `${app.model.record.documents.headline[passage[0]]}\n`;
  const cut = found.text.startsWith(headline) && marked.every(([begin]) => begin >= headline.length) ? headline.length : 0;
  return [found.text.slice(cut), marked.map((range) => range.map((place) => place - cut))];
}

export function reveal(element) {
  element.querySelector("mark")?.scrollIntoView({ block: "center" });
}

// Where the article did not fit into the file: its sentence, and what is missing.
async function alone(passage, app) {
  const sentence = await app.source.sentence(passage);
  if (sentence === null) return [h("p", {}, h("em", {}, zh("sentence_left_out")))];
  return [h("p", {}, h("mark", {}, visible(sentence))), h("p", {}, h("em", {}, zh("article_left_out")))];
}

// The text as paragraphs; what lies in one of the ranges is marked.
export function paragraphs(text, marked) {
  const cuts = [...new Set([0, text.length, ...marked.flat(), ...ends(text)])].sort((a, b) => a - b);
  const lines = [[]];
  for (let at = 0; at + 1 < cuts.length; at += 1) {
    const [begin, end] = [cuts[at], cuts[at + 1]];
    const part = text.slice(begin, end);
    if (part === "\n") lines.push([]);
    else lines.at(-1).push(marked.some(([first, last]) => first <= begin && end <= last) ? h("mark", {}, visible(part)) : visible(part));
  }
  return lines.map((parts) => h("p", {}, parts));
}

// Both sides of every line feed.
function ends(text) {
  const found = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) found.push(at, at + 1);
  return found;
}
