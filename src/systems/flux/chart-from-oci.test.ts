import { describe, expect, it } from 'vitest';
import type { ChartModel } from '../system.ts';
import { ociChart } from './chart-from-oci.ts';
import type { FluxSource } from './objects.ts';

const model = {
  chart: 'traefik',
  repositories: ['oci://ghcr.io/traefik/helm'],
  versions: ['41.3.0', '37.4.0'],
  supports: (version: string) => version.startsWith('41.'),
} as unknown as ChartModel;
const look = (url: string, ref?: object) => ociChart({ url, ref } as FluxSource['spec'], [model]);

describe('a chart in an OCIRepository', () => {
  it.each([
    ['is known by its place and tag', { tag: '41.3.0' }, { model, version: '41.3.0' }],
    [
      'is the newest of a range, which wins over the tag',
      { tag: '41.3.0', semver: '37.x' },
      { model, version: '37.4.0' },
    ],
    ['is not known without a version', undefined, { unknown: expect.stringContaining('the version of chart') }],
    ['is not known by a digest', { digest: 'sha256:0', tag: '41.3.0' }, { unknown: expect.anything() }],
  ])('%s', (_, ref, lookup) => {
    expect(look('oci://ghcr.io/traefik/helm/traefik', ref)).toEqual({ name: 'traefik', lookup });
  });

  it('has no model elsewhere', () => {
    expect(look('oci://ghcr.io/mirror/traefik/', { tag: '41.3.0' })).toEqual({
      name: 'traefik',
      lookup: { version: '41.3.0' },
    });
  });
});
