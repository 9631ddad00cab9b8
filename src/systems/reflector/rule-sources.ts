import { oncePerInput } from '../../check/once.ts';
import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { kinds } from '../../kube/types.ts';
import { annotationNames, reflectorDomain } from './annotations.ts';
import { comesTo } from './mirroring/namespaces.ts';
import { type MirrorProperties, type Place, propertiesOf } from './mirroring/properties.ts';

/** A Secret or ConfigMap that is written, or that something makes with these annotations. */
export interface MirrorObject extends Place {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly said: MirrorProperties;
  readonly on: SourcedObject;
  /** Where its annotations stand. */
  readonly path: readonly string[];
  /** Whether something makes it once it runs. */
  readonly isMade: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
type Annotations = Readonly<Record<string, string>>;

const at = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Fields | undefined)?.[key], object);

/** Where what makes Secrets keeps the annotations of the Secret, and its name. */
const templates: readonly { readonly annotations: readonly string[]; readonly name: readonly string[] }[] = [
  { annotations: ['spec', 'secretTemplate', 'annotations'], name: ['spec', 'secretName'] },
  { annotations: ['spec', 'template', 'metadata', 'annotations'], name: ['metadata', 'name'] },
  { annotations: ['spec', 'target', 'template', 'metadata', 'annotations'], name: ['spec', 'target', 'name'] },
];

const makesSecrets = ({ kind, spec }: UnknownObject): boolean =>
  /Secret$/.test(kind) || (typeof at(spec, ['secretName']) === 'string' && at(spec, ['issuerRef']) !== undefined);

const read = (object: UnknownObject, annotations: Annotations | undefined, name: string) => ({
  namespace: object.metadata.namespace ?? 'default',
  name,
  said: propertiesOf({ metadata: { name, annotations } }),
});

/** All Secrets and ConfigMaps that the files write or have made, in the order of the repository. */
export const mirrorObjects = oncePerInput((input: RuleInput): readonly MirrorObject[] =>
  input.objects.flatMap((on): readonly MirrorObject[] => {
    const { object } = on;
    if (object.apiVersion === 'v1' && (object.kind === 'Secret' || object.kind === 'ConfigMap')) {
      const path = ['metadata', 'annotations'];
      return [
        {
          ...read(object, object.metadata.annotations, object.metadata.name),
          kind: object.kind,
          on,
          path,
          isMade: false,
        },
      ];
    }
    if (!makesSecrets(object)) return [];
    const made =
      templates.find(({ annotations }) => at(object, annotations) !== undefined) ??
      templates.find(({ name }) => at(object, name) !== undefined);
    if (!made) return [];
    const name = (at(object, made.name) as string | undefined) ?? object.metadata.name;
    const annotations = at(object, made.annotations) as Annotations | undefined;
    return [{ ...read(object, annotations, name), kind: 'Secret', on, path: made.annotations, isMade: true }];
  }),
);

/** Those that are copied unasked. */
export const autoSources = (input: RuleInput): readonly MirrorObject[] =>
  mirrorObjects(input).filter(({ said }) => said.reflects === undefined && said.allowed && said.auto);

/** Namespaces with their labels that the files bring, or in which they put anything. */
export function namespacesOf(input: RuleInput): readonly { readonly metadata: UnknownObject['metadata'] }[] {
  const written = input.ofKind('Namespace').map(({ object }) => object);
  const named = input.objects.flatMap(({ object }) => {
    const target = at(object, ['spec', 'targetNamespace']);
    return [object.metadata.namespace, target].filter((name) => typeof name === 'string');
  });
  const known = new Set(written.map(({ metadata }) => metadata.name));
  const others = [...new Set(named)].filter((name) => !known.has(name)).sort();
  return [...written, ...others.map((name) => ({ metadata: { name } }))];
}

/** Whether a source is copied to a namespace of that name unasked, as far as the files tell its labels. */
export const reaches = (input: RuleInput, source: MirrorObject, namespace: string): boolean =>
  comesTo(
    source.said,
    namespacesOf(input).find(({ metadata }) => metadata.name === namespace) ?? { metadata: { name: namespace } },
  );

/** Whether any annotation is one of Reflector’s. */
export const isAnnotated = (annotations: Annotations | undefined): boolean =>
  Object.keys(annotations ?? {}).some((key) => key.startsWith(`${reflectorDomain}/`));

/** A Secret with annotations, for the examples of rules. */
export const exampleSecret = (
  said: Partial<Record<keyof typeof annotationNames, string>>,
  namespace = 'gate',
  name = 'tls',
): UnknownObject => ({
  ...kinds.Secret,
  metadata: {
    ...{ name, namespace },
    annotations: Object.fromEntries(
      Object.entries(said).map(([key, text]) => [annotationNames[key as keyof typeof annotationNames], text]),
    ),
  },
});

/** What makes it be copied to namespaces. */
export const copiedTo = (list: string) =>
  ({ allowed: 'true', allowedNamespaces: list, auto: 'true', autoNamespaces: list }) as const;

export const exampleNamespace = (name: string): UnknownObject => ({ ...kinds.Namespace, metadata: { name } });
