// Writes a lab with many apps: `node scripts/run.mjs scripts/make-large-lab.ts FOLDER APPS [NODES]`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultAnswers, printLab } from '../src/app/init-lab.ts';

const [folder = 'large-lab', apps = '200', nodes = '3'] = process.argv.slice(2);
const lines = (length: string, line: (index: number) => string): string =>
  Array.from({ length: Number(length) }, (_, index) => line(index)).join('\n');

const app = (i: number) =>
  `  - { name: app-${i}, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, hosts: [app-${i}.${defaultAnswers.domain}] }`;

/** Above the addresses that the lab gives to its pools and to DHCP. */
const node = (i: number) =>
  `  - { name: node-${i + 1}, address: 10.20.${1 + Math.floor(i / 250)}.${1 + (i % 250)}, role: ${i < 3 ? 'control-plane' : 'worker'} }`;

const many = Number(nodes) > 3;
const text = printLab({ ...defaultAnswers, ...(many && { network: '10.20.0.0/16' }) });
const withNodes = many ? text.replace(/(?: {2}- \{ name: node-.*\n)+/, () => `${lines(nodes, node)}\n`) : text;
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'lab.yaml'), `${withNodes}${lines(apps, app)}\n`);
