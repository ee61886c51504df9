// How nodes and lines look: colours of the ontology, fainter ones for what is out of the way, sizes by degree.
// In: the classes of the record, and the colours of the page's style. Out: Looks, by number.

export const FONT = '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif';
const [SMALLEST, LARGEST] = [2.4, 20]; // radius of a node in pixels

export class Looks {
  constructor(model) {
    this.model = model;
    this.radius = Float32Array.from({ length: model.size }, (_, node) => size(model.degree(node), model.size));
    this.read();
  }

  // Take the colours of the page, which follow the system's light or dark.
  read() {
    const style = getComputedStyle(document.documentElement);
    [this.paper, this.ink, this.soft, this.line] = ["--paper", "--ink", "--soft", "--line"].map((name) => style.getPropertyValue(name).trim());
    const colours = this.model.record.classes.map((one) => (/^#[0-9a-f]{6}$/i.test(one[3]) ? one[3] : "#999999"));
    const many = this.model.facts > 3000; // the more lines cross, the lighter each
    this.node = colours;
    this.faintNode = colours.map((colour) => mix(colour, this.paper, many ? 0.88 : 0.8));
    this.tie = colours.map((colour) => mix(colour, this.paper, many ? 0.7 : 0.45));
    this.strongTie = colours.map((colour) => mix(colour, this.paper, 0.15));
    this.faintTie = mix(this.soft, this.paper, 0.93);
  }
}

// Area grows with degree; a large graph has smaller nodes.
function size(degree, many) {
  const scale = many > 5000 ? 0.6 : many > 1000 ? 0.8 : 1.25;
  return scale * Math.min(LARGEST, SMALLEST + 1.15 * Math.sqrt(degree));
}

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

// The colour with `part` (0–1) of it replaced by another; both as #rrggbb.
export function mix(colour, other, part) {
  const [one, two] = [channels(colour), channels(other)];
  return `#${one.map((value, at) => Math.round(value + (two[at] - value) * part).toString(16).padStart(2, "0")).join("")}`;
}
