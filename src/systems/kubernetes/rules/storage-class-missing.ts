import type { ObjectsRule, Problem, RuleInput } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import { isNotAsked, makersOf } from '../rule-makers.ts';

/** A claim as far as it is read here. */
type Claim = { readonly spec?: { readonly storageClassName?: string | null; readonly volumeName?: string } };

interface Named {
  readonly on: SourcedObject;
  readonly name: string;
  readonly path: readonly (string | number)[];
}

const named = (on: SourcedObject, { spec }: Claim, path: Named['path']): readonly Named[] =>
  typeof spec?.storageClassName === 'string' && spec.storageClassName !== '' && spec.volumeName === undefined
    ? [{ on, name: spec.storageClassName, path: [...path, 'spec', 'storageClassName'] }]
    : [];

/** Classes that claims, and claims of StatefulSets, name. */
const namedClasses = (input: RuleInput): readonly Named[] => [
  ...input.ofKind('PersistentVolumeClaim', '').flatMap((on) => named(on, on.object as unknown as Claim, [])),
  ...input.ofKind('StatefulSet', 'apps').flatMap((on) => {
    const { volumeClaimTemplates = [] } = (on.object.spec ?? {}) as {
      readonly volumeClaimTemplates?: readonly Claim[];
    };
    return volumeClaimTemplates.flatMap((claim, i) => named(on, claim, ['spec', 'volumeClaimTemplates', i]));
  }),
];

/** Classes that a Kubernetes may bring by itself. */
const ofDistributions = ['local-path', 'standard', 'hostpath', 'microk8s-hostpath'];

const claim = (storageClassName: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'hello' },
  spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

const storageClass = (name: string) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner: 'example.org/disk',
});

export const storageClassMissing: ObjectsRule = {
  id: 'storage-class-missing',
  needs: 'objects',
  severity: 'warning',
  summary: 'A claim is of a StorageClass that nothing makes, while other classes are there.',
  why: 'a claim waits for its class: storageclass.storage.k8s.io not found (kubernetes pkg/controller/volume/persistentvolume/pv_controller.go provisionClaimOperation); nothing is said where no class is among the files, where a volume is of that class, or where a chart or a controller may make it',
  check: (input) => {
    const classes = input.ofKind('StorageClass', 'storage.k8s.io').map(({ object }) => object.metadata.name);
    const volumes = input
      .ofKind('PersistentVolume', '')
      .map(({ object }) => (object.spec as { readonly storageClassName?: string } | undefined)?.storageClassName);
    if (classes.length === 0) return [];
    const { mayMakeWide } = makersOf(input);
    return namedClasses(input).flatMap(({ on, name, path }): readonly Problem[] => {
      if (isNotAsked(on) || name.includes('$') || ofDistributions.includes(name)) return [];
      if (volumes.includes(name) || mayMakeWide('StorageClass', name)) return [];
      const near = nearestName(name, classes);
      const message = `is of StorageClass ${name}, which nothing here makes: the claim waits for ever`;
      const hint = near ? `did you mean ${near}?` : `classes that are here: ${classes.join(', ')}`;
      return [{ on, path, message, hint }];
    });
  },
  examples: {
    passing: [storageClass('fast'), claim('fast')],
    failing: [storageClass('fast'), claim('fats')],
  },
};
