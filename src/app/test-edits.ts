import { appendFileSync, cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';

export const example = join(process.cwd(), 'examples/k3s-homelab/repository');
export const route = 'apps/hello/ingressroute.yaml';
export const gate = 'infra/controller/traefik/helmrelease.yaml';
export const trusted = 'infra/config/traefik/service-dashboard.yaml';
export const hello = 'https://hello.home.example.org/';

/** A change of one file: a text and what stands in its place, or more that is written at its end. */
export type Edit = readonly [file: string, from: string, to: string] | readonly [file: string, more: string];

/** The example's repository with changes. */
export function edited(edits: readonly Edit[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-verify-'));
  cpSync(example, folder, { recursive: true });
  for (const [file, from, to] of edits) {
    const path = join(folder, file);
    if (to === undefined) {
      appendFileSync(path, `---\n${from}\n`);
      continue;
    }
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replaceAll(from, to));
  }
  return folder;
}

export const middleware = (name: string, spec: object): string =>
  JSON.stringify({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name, namespace: 'hello' },
    spec,
  });

export const behind = (name: string): Edit => [
  route,
  '      services:',
  `      middlewares: [{name: ${name}}]\n      services:`,
];
