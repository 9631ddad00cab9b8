import { describe, expect, it } from 'vitest';
import { gitRepositoryKind, helmRepositoryKind } from '../read-objects.ts';
import { gitRepository, startFlux } from '../test-kit.ts';

const revision = (n: number) => `main@sha1:${String(n).padStart(40, '0')}`;

describe('a GitRepository', () => {
  it('stores the files of its branch and looks again every interval', async () => {
    let files: Record<string, string> = { 'a.yaml': '' };
    const flux = await startFlux({ files: () => files });
    await flux.create(gitRepository({ interval: '1m' }));
    await flux.pass(1);
    expect(await flux.condition(gitRepositoryKind, 'lab')).toBe('Unknown Progressing: building artifact');
    await flux.pass(4);
    const stored = (n: number) => `True Succeeded: stored artifact for revision '${revision(n)}'`;
    expect(await flux.condition(gitRepositoryKind, 'lab')).toBe(stored(1));
    expect(await flux.condition(gitRepositoryKind, 'lab', 'ArtifactInStorage')).toBe(stored(1));
    files = { 'a.yaml': '', 'b.yaml': '' };
    await flux.pass(50);
    expect(await flux.condition(gitRepositoryKind, 'lab')).toBe(stored(1));
    await flux.pass(15);
    expect(await flux.condition(gitRepositoryKind, 'lab')).toBe(stored(2));
  });

  it('looks at once when it is asked to, and says that it did', async () => {
    let files: Record<string, string> = { 'a.yaml': '' };
    const flux = await startFlux({ files: () => files });
    await flux.create(gitRepository({ interval: '1h' }));
    await flux.pass(5);
    files = { 'b.yaml': '' };
    const body = { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } };
    await flux.cluster.patch(gitRepositoryKind, 'lab', 'flux-system', { type: 'merge', body });
    await flux.pass(5);
    expect((await flux.get(gitRepositoryKind, 'lab'))?.status).toMatchObject({
      artifact: { revision: revision(2) },
      lastHandledReconcileAt: 'now',
    });
  });

  it('says that it cannot be fetched and keeps the artifact it had', async () => {
    let files: Record<string, string> | undefined = { 'a.yaml': '' };
    const flux = await startFlux({ files: () => files });
    await flux.create(gitRepository());
    await flux.pass(5);
    files = undefined;
    await flux.pass(70);
    expect(await flux.condition(gitRepositoryKind, 'lab')).toBe(
      "False GitOperationFailed: failed to checkout and determine revision: unable to clone 'https://git.example.org/lab.git': couldn't find remote ref \"refs/heads/main\"",
    );
    expect((await flux.get(gitRepositoryKind, 'lab'))?.status).toMatchObject({ artifact: { revision: revision(1) } });
  });
});

describe('a HelmRepository', () => {
  it.each([
    ['default', expect.stringMatching(/^True Succeeded: stored artifact: revision 'sha256:[0-9a-f]{64}'$/)],
    ['oci', undefined],
  ])('of type %s shows %s', async (type, expected) => {
    const flux = await startFlux({ files: {} });
    const metadata = { name: 'charts', namespace: 'flux-system' };
    const url = type === 'oci' ? 'oci://ghcr.io/charts' : 'https://charts.example.org';
    await flux.create({ ...helmRepositoryKind, metadata, spec: { type, url, interval: '1h' } });
    await flux.pass(5);
    expect(await flux.condition(helmRepositoryKind, 'charts')).toEqual(expected);
  });
});
