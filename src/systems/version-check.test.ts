import { expect, test } from 'vitest';
import { homeWith } from '../lab/fixtures/home.ts';
import { parseLabFile } from './lab-file.ts';

test.each([
  ['metallb: 0.15.2', 'metallb-version-not-known', 'write metallb: 0.16.1'],
  ['traefik: 410.3.0', 'traefik-version-not-known', 'write traefik: 41.3.0'],
  ['traefik: 30.1.0', 'traefik-version-not-known', 'write traefik: 33.2.1'],
  ['certManager: v1.15.0', 'cert-manager-version-not-known', 'write certManager: v1.21.1'],
  ['flux: 9.9.9', 'flux-version-not-known', 'write flux: 2.9.4'],
  ['kubernetes: 1.99.0', 'kubernetes-version-not-known', 'write kubernetes: 1.36.3'],
])('%s is neither right nor wrong, and the nearest known version is named', async (version, code, write) => {
  const { findings } = await parseLabFile(homeWith(['name: home', `name: home\nversions: { ${version} }`]), 'lab.yaml');
  expect(findings).toMatchObject([{ code, severity: 'unknown', line: 2, knownBy: expect.stringContaining(write) }]);
});

test.each(['metallb: v0.16.1', 'traefik: 37.4.0', 'certManager: 1.21.1', 'kubernetes: v1.35.2+k3s1', 'flux: v2.9.0'])(
  '%s is known',
  async (version) => {
    const text = homeWith(['name: home', `name: home\nversions: { ${version} }`]);
    expect((await parseLabFile(text, 'lab.yaml')).findings).toEqual([]);
  },
);
