import type { ClusterRule } from '../../../check/rule.ts';
import { compareText } from '../../../core/finding.ts';
import { kinds, type StorageClass } from '../../../kube/types.ts';

const isDefault = ({ metadata }: StorageClass): boolean =>
  metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';

const newestFirst = (a: StorageClass, b: StorageClass): number =>
  compareText(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '') ||
  compareText(a.metadata.name, b.metadata.name);

const storageClass = (name: string, value: string, creationTimestamp: string) => ({
  ...kinds.StorageClass,
  metadata: { name, creationTimestamp, annotations: { 'storageclass.kubernetes.io/is-default-class': value } },
  provisioner: 'disks.example.org',
});

export const defaultClassTwice: ClusterRule = {
  id: 'default-class-twice',
  needs: 'cluster',
  severity: 'info',
  summary: 'Several StorageClasses are the default one: which a claim without a class gets depends on their age.',
  why: 'the newest counts, then the first by name (kubernetes pkg/volume/util/storageclass.go, GetDefaultClass): a class that is made anew changes what claims get',
  check: async ({ cluster }) => {
    const defaults = (await cluster.list<StorageClass>(kinds.StorageClass)).filter(isDefault).sort(newestFirst);
    const [first, ...others] = defaults.map(({ metadata }) => metadata.name);
    if (first === undefined || others.length === 0) return [];
    const message = `StorageClasses ${[first, ...others].sort(compareText).join(' and ')} are the default one: a claim that names none gets ${first}, the newest`;
    const hint = 'let one of them be the default, or name the class in every claim';
    return [{ object: `${kinds.StorageClass.kind}/${others[0]}`, message, hint }];
  },
  examples: {
    passing: [
      {
        objects: [
          storageClass('a', 'true', '2026-01-01T00:00:00Z'),
          storageClass('b', 'false', '2026-01-02T00:00:00Z'),
        ],
      },
    ],
    failing: [
      {
        objects: [storageClass('a', 'true', '2026-01-01T00:00:00Z'), storageClass('b', 'true', '2026-01-02T00:00:00Z')],
      },
    ],
  },
};
