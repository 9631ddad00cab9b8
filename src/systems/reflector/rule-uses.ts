import type { RuleInput } from '../../check/rule.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { workloadsOf } from '../kubernetes/rule-workloads.ts';

/** A Secret or ConfigMap that something cannot do without. */
export interface Use {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly namespace: string;
  readonly name: string;
  readonly on: SourcedObject;
  readonly path: readonly (string | number)[];
}

interface Source {
  readonly secretName?: string;
  readonly name?: string;
  readonly optional?: boolean;
}

/** What pods mount, and routes show, in the order of the repository. */
export const usesOf = (input: RuleInput): readonly Use[] => [...mounts(input), ...shown(input)];

const mounts = (input: RuleInput): readonly Use[] =>
  workloadsOf(input).flatMap(({ on, namespace, spec, path }) =>
    (spec.volumes ?? []).flatMap((volume, i): readonly Use[] => {
      const secret: Source | undefined = volume.secret;
      const configMap: Source | undefined = volume.configMap;
      const at = [...path, 'volumes', i];
      if (secret?.secretName && !secret.optional)
        return [{ kind: 'Secret', namespace, name: secret.secretName, on, path: [...at, 'secret', 'secretName'] }];
      if (configMap?.name && !configMap.optional)
        return [{ kind: 'ConfigMap', namespace, name: configMap.name, on, path: [...at, 'configMap', 'name'] }];
      return [];
    }),
  );

/** `spec.tls` of an Ingress is a list, that of a route of another kind a mapping. */
function shown({ objects }: RuleInput): readonly Use[] {
  return objects.flatMap((on) => {
    const { spec, metadata, kind } = on.object as SourcedObject['object'] & {
      readonly spec?: { readonly tls?: unknown };
    };
    if (!/^Ingress/.test(kind)) return [];
    const blocks = Array.isArray(spec?.tls) ? spec.tls : [spec?.tls];
    return blocks.flatMap((block: Source | null | undefined, i): readonly Use[] => {
      const name = block?.secretName;
      if (typeof name !== 'string' || name === '') return [];
      const path = ['spec', 'tls', ...(Array.isArray(spec?.tls) ? [i] : []), 'secretName'];
      return [{ kind: 'Secret', namespace: metadata.namespace ?? 'default', name, on, path }];
    });
  });
}
