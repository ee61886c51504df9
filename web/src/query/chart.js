// A result as bars, lines or points, drawn by chart.js. In: an element, an Answer, Terms, and the chart that an example
// asks for. Out: the drawing with choices of kind and columns; `close()` gives it back.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip } from "chart.js";
import { h, select, shorten, visible } from "./dom.js";
import { FONT, looks } from "./looks.js";
import { KINDS, points, suited } from "./points.js";
import { grouped, kindOf, plain, spoken } from "./values.js";
import { both, tip, zh } from "./words.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip);
Chart.defaults.font.family = FONT;

const COLOURS = ["#2e86ab", "#edae49", "#d1495b", "#00798c", "#6a4c93", "#5b8c5a", "#f26419", "#8d6a9f", "#30638e", "#a8763e", "#9e9e9e", "#3d405b"];
const LYING = 6; // longest name of a bar, in characters, that still stands upright below it
const NAME = 18; // characters of a name at an axis

export class ChartView {
  constructor(place, answer, terms, wanted) {
    Object.assign(this, { place, answer, terms, drawing: null });
    this.chosen = suited(answer, wanted);
    if (!this.chosen.numbers.length) place.replaceChildren(h("p", { class: "nothing" }, both("no-chart")));
    else this.draw();
  }

  close() {
    this.drawing?.destroy();
    this.drawing = null;
  }

  choices() {
    const { kind, across, up, series, numbers } = this.chosen;
    const pick = (name) => (value) => {
      this.chosen[name] = value;
      this.draw();
    };
    const named = (columns) => columns.map((column) => [column, [column, this.terms.heading(column)].filter(Boolean).join(" ")]);
    const sides = kind === "scatter" ? numbers : this.answer.columns;
    if (!sides.includes(across)) this.chosen.across = numbers[0];
    return [
      select(tip("kind"), KINDS.map((name) => [name, tip(name)]), kind, pick("kind")),
      select(tip("across"), named(sides), this.chosen.across, pick("across")),
      select(tip("up"), named(numbers), up, pick("up")),
      select(tip("series"), [["", zh("none")], ...named(this.answer.columns)], series, pick("series")),
    ];
  }

  async draw() {
    this.close();
    const choices = this.choices();
    const drawn = { ...this.chosen };
    const first = points(this.answer, drawn, this.terms);
    await this.learn(first);
    if (Object.entries(drawn).some(([name, value]) => this.chosen[name] !== value)) return;
    const found = points(this.answer, drawn, this.terms);
    const many = found.groups.reduce((sum, group) => sum + (group.points ?? group.values).length, 0);
    const canvas = h("canvas", { role: "img", "aria-label": tip("chart-says", { ...drawn, kind: zh(drawn.kind), points: many }) });
    const notes = [found.added ? both("chart-added") : "", found.first ? both("chart-first") : "", found.cut ? both("chart-cut", { most: found.cut }) : "", found.left ? both("chart-left", { groups: found.left }) : ""].filter(Boolean).map((words) => h("span", {}, words));
    const box = h("div", { class: "chart" }, canvas);
    this.place.replaceChildren(h("div", { class: "choices" }, choices), box, h("p", { class: "note" }, notes));
    this.drawing = this.chart(canvas, box, drawn, found);
    canvas.dataset.ready = "yes";
  }

  learn({ places, groups }) {
    const named = [...places, ...groups.map((group) => group.term)].filter((term) => term?.type === "uri");
    return this.terms.learn(named.map((term) => term.value)).catch(() => false);
  }

  chart(canvas, box, { kind, across, up, series }, { places, groups }) {
    const names = places.map((term) => visible(plain(term, this.terms)));
    const lying = kind === "bar" && kindOf(this.answer, across) !== "time" && names.some((name) => name.length > LYING);
    if (lying) box.style.height = `${Math.max(320, 90 + names.length * 22)}px`;
    const datasets = groups.map(({ name, values, points: dots }, at) => ({
      label: shorten(visible(name), NAME),
      data: dots ?? values,
      backgroundColor: COLOURS[at],
      borderColor: COLOURS[at],
      spanGaps: true,
      pointRadius: kind === "line" ? 3 : 4,
      maxBarThickness: 38,
    }));
    const [category, value] = lying ? ["y", "x"] : ["x", "y"];
    const { soft, line } = looks();
    const title = (column) => ({ display: true, color: soft, text: [this.terms.heading(column), column].filter(Boolean).join(" ") });
    const stacked = kind === "bar" && Boolean(series);
    const whole = datasets.every(({ data }) => data.every((item) => Number.isInteger(item?.y ?? item ?? 0)));
    const amount = { stacked, grid: { color: line }, beginAtZero: kind === "bar", title: title(up), ticks: { color: soft, precision: whole ? 0 : undefined, callback: (tick) => spoken(String(tick)) || String(Number(tick.toPrecision(12))) } };
    const side = kind === "scatter" ? { title: title(across), grid: { color: line }, ticks: { color: soft } } : { stacked, title: title(across), grid: { color: line, display: kind === "line" }, ticks: { color: soft, autoSkip: !lying, callback: (at) => shorten(names[at] ?? "", NAME) } };
    return new Chart(canvas, {
      type: kind,
      data: { labels: names, datasets },
      options: {
        indexAxis: category,
        animation: false,
        color: looks().ink,
        maintainAspectRatio: false,
        scales: { [value]: amount, [category]: side },
        plugins: { legend: { display: Boolean(series), position: "bottom" }, tooltip: { callbacks: { label: (item) => this.said(item, value) } } },
      },
    });
  }

  said({ dataset, parsed, dataIndex }, axis) {
    const number = grouped(String(parsed[axis]));
    const words = spoken(String(parsed[axis]));
    return `${dataset.label}：${number}${words ? `（${words}）` : ""}${dataset.data[dataIndex]?.x !== undefined ? ` / ${dataset.data[dataIndex].x}` : ""}`;
  }
}
