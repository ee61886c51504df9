// Reads GEXF files with graphology-gexf and prints what it saw as JSON. Called as: node graphology.mjs PACKAGE.json FILE...
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [home, ...files] = process.argv.slice(2);
const require = createRequire(home);
const {MultiGraph} = require('graphology');
const {parse} = require('graphology-gexf/node');
const seen = {};
for (const file of files) {
  const graph = parse(MultiGraph, readFileSync(file, 'utf8'));
  seen[file] = {
    type: graph.type,
    nodes: graph.mapNodes((key, data) => ({key, ...data})),
    edges: graph.mapEdges((key, data, source, target) => ({key, source, target, ...data})),
  };
}
console.log(JSON.stringify(seen));
