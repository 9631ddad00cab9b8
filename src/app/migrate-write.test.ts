import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeStep } from './migrate-write.ts';

const lab = `name: home
repository: { url: https://git.example.org/lab/platform.git }
network: { cidr: 192.168.88.0/24 }
nodes: [{ name: one, address: 192.168.88.51, role: control-plane }]
apps:
  - { name: notes, image: docker.io/traefik/whoami:v1.11.0, port: 80, hosts: [] }
`;

function write(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-write-test-')), 'lab.yaml');
  writeFileSync(file, text);
  return file;
}

const from = write(lab);
const to = write(lab.replace('.git }', '.git, layout: clusters }').replace('port: 80', 'port: 80, replicas: 2'));

/** Paths of stages with whether they prune. */
function stagesIn(folder: string): Readonly<Record<string, boolean>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  const read = files.flatMap((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    const isStage = /^kind: Kustomization$/m.test(text) && /^apiVersion: kustomize\.toolkit/m.test(text);
    return isStage && !path.includes('gotk-') ? [[path, /^ {2}prune: true$/m.test(text)] as const] : [];
  });
  return Object.fromEntries(read);
}

describe('a step that is written', () => {
  test('is the repository between: first as it lies, then as it will, with stages that take nothing with them', async () => {
    const out = mkdtempSync(join(tmpdir(), 'gatehouse-write-out-'));
    await writeStep(from, to, { step: 1, out });
    expect(stagesIn(out)).toEqual({ 'cluster/apps.yaml': false });
    await writeStep(from, to, { step: 2, out });
    const between = stagesIn(out);
    expect(Object.values(between)).toEqual(Object.values(between).map(() => false));
    expect(Object.keys(between)).toEqual(['clusters/home/apps.yaml']);
    await writeStep(from, to, { step: 3, out });
    expect(stagesIn(out)).toEqual({ 'clusters/home/apps.yaml': true });
    expect(readFileSync(join(out, 'apps/notes/deployment.yaml'), 'utf8')).toContain('replicas: 1');
    await writeStep(from, to, { step: 4, out });
    expect(readFileSync(join(out, 'apps/notes/deployment.yaml'), 'utf8')).toContain('replicas: 2');
  });

  test.each([
    [9, '--step 9: there are 4 steps'],
    [0, '--step 0: there are 4 steps'],
  ])('of the number %i is refused', async (step, message) => {
    await expect(writeStep(from, to, { step })).rejects.toThrow(message);
  });

  test('that changes nothing in the repository is refused', async () => {
    const marked = write(lab.replace('role: control-plane', 'role: control-plane, labels: { disk: fast }'));
    const attempt = writeStep(from, marked, { step: 1 });
    await expect(attempt).rejects.toThrow('changes nothing in the repository');
  });
});
