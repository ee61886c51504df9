// The SPARQL editor. In: the element it fills, Terms, and what to do on Ctrl-Enter. Out: an Editor {text, set, mark,
// clear, focus, onchange}. It completes from Terms alone, keeps nothing and asks no other server.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { isTelling, suggest } from "./completion.js";
import { h } from "./dom.js";
import { tip } from "./words.js";

const EXPECTED = 8; // of what the grammar allows next; the rest is noise
const SPOKEN = { VAR1: "?x", VAR2: "?x", IRI_REF: "<…>", PNAME_LN: "kg:…", PNAME_NS: "kg:…", INTEGER: "1", DECIMAL: "1", DOUBLE: "1", STRING_LITERAL1: '"…"', STRING_LITERAL2: '"…"' };
const QUIET = 400; // milliseconds without a key before a mistake is marked

Yasqe.defaults.autocompleters = []; // ours is below; those of the library ask hosts elsewhere
const MODE = "sparql-with-prefixes";
const SILENT = { persistenceId: null, createShareableLink: null, consumeShareLink: null, prefixCcApi: null, showQueryButton: false };

export class Editor {
  constructor(place, terms, run) {
    this.terms = terms;
    const keys = { "Ctrl-Enter": run, "Cmd-Enter": run, "Ctrl-Space": () => this.complete(), "Ctrl-S": () => {}, Tab: false, "Shift-Tab": false };
    Yasqe.defineMode(MODE, (config) => knowing(Yasqe.getMode(config, "sparql11"), terms.prefixes));
    const yasqe = new Yasqe(place, { ...SILENT, mode: MODE, value: "", editorHeight: "", resizeable: false, highlightSelectionMatches: false, tabSize: 2, extraKeys: keys, viewportMargin: Infinity });
    yasqe.checkSyntax = () => this.later(); // the library's marks are written in HTML
    this.code = yasqe.getWrapperElement().CodeMirror; // the library's own object is a copy, whose state stands still
    this.said = place.parentElement.querySelector(".said");
    this.name(place);
    this.code.on("inputRead", (_, change) => this.typed(change));
    this.check();
  }

  name(place) {
    const input = this.code.getInputField();
    input.setAttribute("aria-label", place.getAttribute("aria-label"));
    input.setAttribute("aria-describedby", "keys");
  }

  text() {
    return this.code.getValue();
  }

  set(text) {
    this.code.setValue(text);
    this.check();
  }

  focus() {
    this.code.focus();
  }

  // ── mistakes ──

  later() {
    clearTimeout(this.waiting);
    if (this.line !== undefined) this.clear();
    this.waiting = setTimeout(() => this.check(), QUIET);
  }

  // What the grammar of the editor cannot read.
  check() {
    clearTimeout(this.waiting);
    this.clear();
    for (let line = 0; this.text().trim() && line < this.code.lineCount(); line += 1) {
      const { state } = this.code.getTokenAt({ line, ch: this.code.getLine(line).length }, true);
      if (state.OK !== false) continue;
      this.mark(line + 1, state.errorMsg || `${tip("syntax", { line: line + 1 })} ${expected(state)}`);
      return false;
    }
    return true;
  }

  // Marks a line (from 1) with a message: in the margin, and as a line below the editor.
  mark(line, message) {
    clearTimeout(this.waiting);
    this.clear();
    this.line = Math.min(Math.max(line - 1, 0), this.code.lineCount() - 1);
    this.code.addLineClass(this.line, "background", "mistaken");
    this.code.setGutterMarker(this.line, "gutterErrorBar", h("span", { class: "mistake", title: message }, "!"));
    this.said.textContent = message;
    this.said.hidden = false;
  }

  // The server has read it, whatever this grammar thinks of it.
  accept() {
    clearTimeout(this.waiting);
    this.clear();
  }

  clear() {
    if (this.line !== undefined) this.code.removeLineClass(this.line, "background", "mistaken");
    this.code.clearGutter("gutterErrorBar");
    this.line = undefined;
    this.said.hidden = true;
  }

  // ── completion ──

  typed(change) {
    if (change.origin === "paste" || this.code.state.completionActive) return;
    if (isTelling(this.before())) this.complete();
  }

  before() {
    const { line, ch } = this.code.getCursor();
    return this.code.getLine(line).slice(0, ch);
  }

  complete() {
    this.code.showHint({ hint: () => this.hints(), completeSingle: false, closeCharacters: /[\s(){}[\];,>]/, container: document.body });
  }

  hints() {
    const found = suggest(this.before(), this.text(), this.terms);
    const { line, ch } = this.code.getCursor();
    if (!found) return null;
    const list = found.list.map((item) => ({ ...item, render: draw }));
    return { list, from: { line, ch: ch - found.length }, to: { line, ch } };
  }
}

// What the grammar allows at the place, in the words of who writes queries.
function expected(state) {
  const words = new Set((state.possibleCurrent ?? []).map((token) => SPOKEN[token] ?? token));
  return words.size ? tip("expected", {}) + [...words].slice(0, EXPECTED).join(" ") : "";
}

// The grammar of the library, with the prefixes that the server declares.
function knowing(grammar, prefixes) {
  const startState = () => ({ ...grammar.startState(), prefixes: { ...prefixes } });
  const copyState = (state) => ({ ...state, stack: [...state.stack], prefixes: { ...state.prefixes }, variables: { ...state.variables } });
  return { ...grammar, startState, copyState };
}

function draw(element, _, { text, zh, en }) {
  element.append(h("code", {}, text), zh ? h("span", {}, zh) : "", en ? h("small", { lang: "en" }, en) : "");
}
