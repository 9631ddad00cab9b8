import { describe, expect, test } from 'vitest';
import { readRepository } from '../../repo/repository.ts';
import { compareClusters, type NamedFiles } from './clusters.ts';

const cluster = (name: string, value: string, of = name): NamedFiles => ({
  cluster: name,
  files: {
    repository: readRepository(
      new Map([
        [
          `${of}/flux.yaml`,
          [
            'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: flux-system, namespace: flux-system }\n',
            `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: apps, namespace: flux-system }\nspec: { path: ./${of}/apps, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }\n`,
          ].join('---\n'),
        ],
        [`${of}/apps/a.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { key: ${value} }\n`],
      ]),
    ),
    releases: [],
  },
});

const told = async (old: readonly NamedFiles[], now: readonly NamedFiles[]) =>
  (await compareClusters(old, now)).parts.flatMap(({ changes }) =>
    changes.map(({ subject, text }) => `${subject} ${text}`),
  );

describe('a repository for several clusters', () => {
  test.each([
    [
      'each with itself',
      [cluster('one', '1'), cluster('two', '1')],
      [cluster('one', '1'), cluster('two', '2')],
      ['two: ConfigMap/a changes: data.key'],
    ],
    ['a new one', [cluster('', '1', 'one')], [cluster('one', '1'), cluster('two', '2')], ['cluster two is new']],
    [
      'one that goes',
      [cluster('one', '1'), cluster('two', '2')],
      [cluster('', '1', 'two')],
      ['cluster one is in no file any more', 'two: ConfigMap/a changes: data.key'],
    ],
    ['none that changes', [cluster('one', '1'), cluster('two', '2')], [cluster('one', '1'), cluster('two', '2')], []],
  ])('is compared cluster by cluster: %s', async (_, old, now, expected) => {
    expect(await told(old, now)).toEqual(expected);
  });
});
