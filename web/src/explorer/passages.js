// The sentences of a fact. In: an item of the Model. Out: elements: the sentence, its article, file and positions, the
// rule that read it, confidence, modality, speaker, and a button that shows it in its place.
import { button, h, name, visible } from "./dom.js";
import { both, tip, zh } from "./words.js";
import { ranges } from "./source.js";

export function passages(item, app) {
  return h("div", { class: "passages" }, app.model.passages(item).map((passage) => one(passage, app)));
}

function one(passage, app) {
  const { record } = app.model;
  const [document, rule, sure, modality, speaker] = passage;
  const [, kind, english, asserts] = record.modalities[modality];
  const words = h("p", { class: "sentence" }, h("span", { class: "waiting" }, "…"));
  app.source.sentence(passage).then(
    (sentence) => words.replaceChildren(sentence === null ? h("em", {}, zh("sentence_left_out")) : name(sentence)),
    (error) => words.replaceChildren(h("em", {}, zh("failed", { why: error.message }))),
  );
  return h(
    "blockquote",
    { class: asserts ? "" : "against" },
    words,
    h(
      "p",
      { class: "meta" },
      h("span", { class: "badge", title: english }, kind),
      h("span", { title: tip("sure") }, h("meter", { min: 0, max: 1000, value: sure }), ` ${(sure / 1000).toFixed(2)}`),
      h("span", { title: tip("rule") }, h("code", {}, visible(record.rules[rule]))),
      speaker >= 0 && h("span", {}, `${zh("speaker")} `, name(record.speakers[speaker])),
    ),
    h("p", { class: "meta" }, name(record.documents.headline[document], { class: "headline" }), place(passage, record)),
    button(both("in_place"), () => app.read(passage), { class: "in-place" }),
  );
}

// page.txt [120–133], published 2023-01-06
export function place(passage, record) {
  const [document] = passage;
  const where = ranges(passage).map(([begin, end]) => `[${begin}–${end}]`).join(" ");
  const published = record.documents.published[document];
  return h("span", { class: "place" }, name(record.documents.source[document]), ` ${where}`, published && ` · ${zh("published")} ${visible(published)}`);
}
