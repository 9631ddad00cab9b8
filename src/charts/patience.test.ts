import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';
import type { HelmRendering, HelmRequest } from './render-helm.ts';
import { makeChart } from './test-charts.ts';

const request = (path: string): HelmRequest => ({
  helm: { path, version: '3.19.0' },
  archive: makeChart('web', {}),
  release: { name: 'web', namespace: 'web', values: {} },
  cluster: { kubernetesVersion: '1.34.2', apiVersions: [] },
});
const rendering = (late: boolean): HelmRendering => ({ definitions: [], objects: [], unknown: [], notes: [], late });

test('a helm that came to no end twice is not asked again, and it is said why', async () => {
  const patient = createPatience();
  let asked = 0;
  const ask = (path: string, late: boolean) =>
    patient(request(path), async () => {
      asked++;
      return rendering(late);
    });
  for (const late of [true, false, true]) await ask('/bin/helm', late);
  const last = await ask('/bin/helm', true);
  expect(asked).toBe(3);
  expect(last).toMatchObject({
    notKnown: "what chart 'web' installs is not known: helm 3.19.0 came to no end 2 times and is not asked again",
    knownBy: expect.stringContaining('helm template'),
  });
  expect((await ask('/opt/helm', false)).notKnown).toBeUndefined();
});
