import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import { readRepository } from '../../repo/repository.ts';
import { compare } from './compare.ts';
import { claim, deployment, objectCases } from './fixtures/object-cases.ts';
import { reachCases } from './fixtures/reach-cases.ts';
import { apps, flux, guarded, make, only, pool, service, source, stage } from './fixtures/trees.ts';
import type { SideFiles } from './read-sides.ts';

/** `weight subject text` of a part. */
async function told(before: SideFiles, after: SideFiles, part: string): Promise<readonly string[]> {
  const { parts } = await compare(before, after);
  const found = parts.find(({ id }) => id === part);
  return (found?.changes ?? []).map(({ weight, subject, text }) => `${weight} ${subject} ${text}`);
}

const cases = [...reachCases, ...objectCases];

describe('a change is told', () => {
  test.each(cases)('%s (%s)', async (_, part, before, after, expected) => {
    expect(await told(before, after, part)).toEqual(expected);
  });
});

describe('nothing is told', () => {
  test.each(cases)('of either side alone: %s', async (_, __, before, after) => {
    for (const side of [before, after]) expect(await compare(side, side)).toEqual({ same: true, parts: [], kinds: [] });
  });

  test.each(cases)(
    'that is not there the other way round as well: %s (%s)',
    async (_, part, before, after, expected) => {
      const back = await told(after, before, part);
      // What the API server refuses is refused one way, or both; what goes one way comes the other.
      if (expected.length > 0 && !['refused', 'removals', 'builds'].includes(part)) expect(back).not.toEqual([]);
      if (expected.length === 0) expect(back).toEqual([]);
    },
  );

  test('of what a hook of Helm is made of: it is made anew, and kept in no release', async () => {
    const hook = (image: string) =>
      make('batch/v1', 'Job', 'check', {
        metadata: { annotations: { 'helm.sh/hook': 'post-install' } },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } } },
      });
    expect(await told(apps(hook('a:1')), apps(hook('a:2')), 'refused')).toEqual([]);
    const { 'helm.sh/hook': _, ...annotations } = hook('a:1').metadata.annotations ?? {};
    const job = (image: string) => ({ ...hook(image), metadata: { ...hook(image).metadata, annotations } });
    expect(await told(apps(job('a:1')), apps(job('a:2')), 'refused')).toEqual([
      'danger Job/apps/check cannot be applied: Job.batch "check" is invalid: spec.template: Invalid value: …: field is immutable',
    ]);
  });

  test('of what only a Kustomization that cannot be built brings', async () => {
    const { parts } = await compare(apps(claim('1Gi')), flux({}, [stage('apps')]));
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
  });

  test('of documents in another order, in other files, with comments', async () => {
    const objects = [
      guarded(),
      only('10.0.0.0/8'),
      deployment('x:1'),
      service('LoadBalancer'),
      pool('10.0.0.1-10.0.0.9'),
    ];
    const base = apps(...objects);
    const cluster = [source, stage('cluster', { path: './cluster' }), stage('apps')].map((each) => writeYaml(each));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(objects, { minLength: objects.length }), fc.nat(4), async (order, cut) => {
        const text = (some: readonly UnknownObject[]) =>
          some.map((each) => `# moved\n${writeYaml(each)}`).join('---\n');
        const files = [
          ['apps/b/one.yaml', text(order.slice(0, cut))],
          ['apps/a/two.yaml', text(order.slice(cut))],
          ['cluster/all.yaml', cluster.join('---\n')],
        ] as const;
        const moved = { repository: readRepository(new Map(files)), releases: [] };
        expect(await compare(base, moved)).toEqual({ same: true, parts: [], kinds: [] });
      }),
      { numRuns: 15 },
    );
  });
});

describe('a file that cannot be read on one side', () => {
  const whole = apps(deployment('app:1'), make('v1', 'ConfigMap', 'settings', { data: { a: '1' } }));
  const without = { ...apps(deployment('app:1')), unread: new Map([['apps/1-settings.yaml', 'no YAML']]) };
  const entryLost: SideFiles = {
    repository: readRepository(new Map([['apps/0-hello.yaml', writeYaml(deployment('app:1'))]])),
    releases: [],
    unread: new Map([['cluster', 'cannot read the folder']]),
  };

  test('deletes nothing: what it held stays as it is', async () => {
    const { parts, kinds } = await compare(whole, without);
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
    expect(parts[0]?.changes).toMatchObject([
      {
        subject: 'ConfigMap/apps/settings',
        text: 'cannot be read any more, and stays as it is: apps/1-settings.yaml: no YAML',
      },
    ]);
    expect(kinds).toEqual([]);
  });

  test('makes nothing new: it may have been there', async () => {
    const { parts, same } = await compare(without, whole);
    expect(same).toBe(true);
    expect(parts.flatMap(({ unknown }) => unknown)).toMatchObject([{ subject: 'ConfigMap/apps/settings' }]);
  });

  test('takes with it what its Kustomizations bring', async () => {
    const { parts, kinds } = await compare(whole, entryLost);
    expect(parts.map(({ id }) => id)).toEqual(['builds']);
    expect(kinds).toEqual([]);
  });
});
