// Bundles what the browser shows into ../src/kgraph/assets/, one script (and style) an entry.
//
// In: src/<entry>/main.js for each of ENTRIES, and its index.html where it has one. Out: <entry>.js, <entry>.css, the page
// as <entry>.html, LICENSES.txt (of the packages inside) and built.json: sha256 of every source and output, by which a
// test sees that the assets are those of these sources. A page names scripts and styles by their digest (?v=), so that a
// browser may keep them for good and still never shows an old one.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const ENTRIES = ["query", "explorer"];
const ASSETS = "../src/kgraph/assets";

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((item) => (item.isDirectory() ? files(join(folder, item.name)) : [join(folder, item.name)]))
    .sort();
const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const digests = (paths) => Object.fromEntries(paths.map((path) => [path, digest(path)]));

const result = await build({
  entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, `src/${name}/main.js`])),
  outdir: ASSETS,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  charset: "utf8",
  legalComments: "none", // the licences stand in LICENSES.txt
  loader: { ".svg": "dataurl", ".woff2": "dataurl" },
  metafile: true,
});

// The packages bundled, and all that these depend on: some come with theirs bundled inside already.
const bundled = Object.keys(result.metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
const about = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
const inside = new Set();
const add = (name) => {
  if (!name || inside.has(name) || name.startsWith("@types/") || !existsSync(`node_modules/${name}`)) return;
  inside.add(name);
  Object.keys(about(name).dependencies ?? {}).forEach(add);
};
bundled.forEach(add);
const packages = [...inside].sort();
const licence = (name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = about(name);
  const file = readdirSync(folder).find((item) => /^(licen[cs]e|copying)/i.test(item));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version} (${license})\n\n${text}\n`;
};
writeFileSync(`${ASSETS}/LICENSES.txt`, packages.map(licence).join(`\n${"─".repeat(80)}\n\n`));

const pages = ENTRIES.filter((name) => existsSync(`src/${name}/index.html`));
const versioned = (html) => html.replace(/"\/assets\/([\w.-]+)"/g, (_, name) => `"/assets/${name}?v=${digest(`${ASSETS}/${name}`).slice(0, 16)}"`);
for (const name of pages) writeFileSync(`${ASSETS}/${name}.html`, versioned(readFileSync(`src/${name}/index.html`, "utf8")));

const outputs = [...pages.map((name) => `${name}.html`), ...ENTRIES.flatMap((name) => [`${name}.js`, `${name}.css`]), "LICENSES.txt"];
const built = {
  sources: digests(["build.mjs", "package-lock.json", ...files("src")]),
  assets: Object.fromEntries(outputs.map((name) => [name, digest(`${ASSETS}/${name}`)])),
};
writeFileSync(`${ASSETS}/built.json`, `${JSON.stringify(built, null, 1)}\n`);
console.log(`${packages.length} packages; ${outputs.map((name) => `${name} ${readFileSync(`${ASSETS}/${name}`).length}`).join(", ")}`);
