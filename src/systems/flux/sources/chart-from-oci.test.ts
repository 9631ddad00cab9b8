import { describe, expect, it } from 'vitest';
import type { ChartOutline } from '../../../charts/contract.ts';
import { createOutlineEngine } from '../../../charts/engine.ts';
import type { FluxSource } from '../read-objects.ts';
import { ociChart } from './chart-from-oci.ts';

const outline = {
  chart: 'traefik',
  repositories: ['oci://ghcr.io/traefik/helm'],
  versions: ['41.3.0', '37.4.0'],
  supports: (version: string) => version.startsWith('41.'),
} as unknown as ChartOutline;
const look = (url: string, ref?: object) =>
  ociChart({ url, ref } as FluxSource['spec'], createOutlineEngine([outline]));

describe('a chart in an OCIRepository', () => {
  it.each([
    ['is known by its place and tag', { tag: '41.3.0' }, { by: 'outline', outline, version: '41.3.0' }],
    [
      'is the newest of a range, which wins over the tag',
      { tag: '41.3.0', semver: '37.x' },
      { by: 'outline', outline, version: '37.4.0' },
    ],
    [
      'is not known without a version',
      undefined,
      { by: 'nothing', reason: expect.stringContaining('the version of chart') },
    ],
    ['is not known by a digest', { digest: 'sha256:0', tag: '41.3.0' }, { by: 'nothing' }],
  ])('%s', async (_, ref, found) => {
    expect(await look('oci://ghcr.io/traefik/helm/traefik', ref)).toMatchObject({ name: 'traefik', ...found });
  });

  it('has no outline elsewhere', async () => {
    expect(await look('oci://ghcr.io/mirror/traefik/', { tag: '41.3.0' })).toMatchObject({
      name: 'traefik',
      by: 'nothing',
      version: '41.3.0',
    });
  });
});
