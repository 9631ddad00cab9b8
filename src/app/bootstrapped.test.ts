import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { render } from './render-lab.ts';
import { up } from './up.ts';

const lab = (layout: string) => `
name: barn
domain: barn.example.org
network: { cidr: 192.168.7.0/24, gateway: 192.168.7.1, dhcp: 192.168.7.100-192.168.7.199 }
nodes:
  - { name: n1, address: 192.168.7.11, role: control-plane }
repository: { url: 'https://git.example.org/barn.git', layout: ${layout} }
ingress: { address: 192.168.7.240 }
apps:
  - { name: whoami, image: 'docker.io/traefik/whoami:v1.11.0', port: 80 }
`;

/** The beginning of what flux2 writes: enough to be seen in the cluster. */
const components = `apiVersion: v1
kind: Namespace
metadata:
  name: flux-system
  labels:
    app.kubernetes.io/part-of: flux
    app.kubernetes.io/version: v2.9.4
`;

describe.each([
  ['controllers-configs', 'cluster/flux-system'],
  ['clusters', 'clusters/barn/flux-system'],
])('a repository in the layout %s that flux bootstrap has been at', (layout, folder) => {
  const start = async () => {
    const at = mkdtempSync(join(tmpdir(), 'gatehouse-bootstrapped-'));
    writeFileSync(join(at, 'lab.yaml'), lab(layout));
    await render(at, {});
    const file = join(at, 'repository', folder, 'gotk-components.yaml');
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, components);
    return { at, file };
  };

  test('keeps its components, listed, and has nothing to change', async () => {
    const { at, file } = await start();
    const { result, own, exitCode } = await render(at, {});
    expect(result).toMatchObject({ differs: false, conflicts: [], edited: [] });
    expect(own).toEqual([{ path: `${folder}/gotk-components.yaml`, listedIn: `${folder}/kustomization.yaml` }]);
    expect(exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(components);
  });

  test('is taken over where bootstrap wrote all of it', async () => {
    const { at } = await start();
    const { result } = await render(at, { out: at });
    expect(result?.conflicts).toEqual([]);
    writeFileSync(join(at, '.gatehouse.json'), JSON.stringify({ gatehouse: 1, files: {} }));
    const kept = (await render(at, { out: at, check: true })).result;
    expect(kept?.unchanged).toEqual(
      expect.arrayContaining([`${folder}/gotk-sync.yaml`, `${folder}/kustomization.yaml`]),
    );
  });

  test('is proven with them', async () => {
    const { at } = await start();
    const signal = new AbortController().signal;
    const { report, close } = await up(at, { keep: false, onProgress: () => undefined, signal });
    await close();
    expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(report.verdict).toBe('proven');
    expect(report.convergence.map(({ kind, name }) => `${kind}/${name}`)).toContain(
      'Kustomization/flux-system/flux-system',
    );
  });
});
