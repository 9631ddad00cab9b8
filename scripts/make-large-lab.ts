// Writes a lab with many apps: `node scripts/run.mjs scripts/make-large-lab.ts FOLDER COUNT`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultAnswers, printLab } from '../src/app/init-lab.ts';

const [folder = 'large-lab', count = '200'] = process.argv.slice(2);
const apps = Array.from(
  { length: Number(count) },
  (_, i) =>
    `  - { name: app-${i}, image: 'docker.io/traefik/whoami:v1.11.0', port: 8080, hosts: [app-${i}.${defaultAnswers.domain}] }`,
);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'lab.yaml'), `${printLab(defaultAnswers)}${apps.join('\n')}\n`);
