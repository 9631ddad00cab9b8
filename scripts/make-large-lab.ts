// Writes a lab with many apps: `node scripts/run.mjs scripts/make-large-lab.ts FOLDER APPS [NODES]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultAnswers, printLab } from '../src/app/init-lab.ts';

const [folder = 'large-lab', apps = '200', nodes = '3'] = process.argv.slice(2);
const appLines = Array.from(
  { length: Number(apps) },
  (_, i) =>
    `  - { name: app-${i}, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, hosts: [app-${i}.${defaultAnswers.domain}] }\n`,
);
// Beside the addresses the lab uses already.
const moreNodes = Array.from(
  { length: Math.max(Number(nodes) - 3, 0) },
  (_, i) => `  - { name: node-${i + 4}, address: 10.88.${4 + Math.floor(i / 250)}.${1 + (i % 250)}, role: worker }\n`,
);
const lab = printLab(moreNodes.length === 0 ? defaultAnswers : { ...defaultAnswers, network: '10.88.0.0/16' });
const text = lab.replace(/(?<= node-3, .*\n)/, () => moreNodes.join('')) + appLines.join('');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'lab.yaml'), text);
