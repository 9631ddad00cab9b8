import { builtinResources } from '../../kube/builtin-resources.ts';
import { isJsonObject } from '../../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Application } from './application.ts';

/** Kinds of others that have no namespace, as far as their names tell. */
const wide =
  /^(Cluster|Global|Cilium(LoadBalancer|L2|BGP|Cluster|Egress|Node|Identity)|Node)|(Class|Driver|Definition)$/;

/** Objects as Argo CD applies them: those without a namespace go to that of the destination, which is made where the Application says so. */
export function inNamespace(
  objects: readonly SourcedObject[],
  application: Application,
  { namespace, makes }: { readonly namespace?: string; readonly makes: boolean },
): readonly SourcedObject[] {
  if (namespace === undefined) return objects;
  const scopes = definedScopes(objects);
  const placed = objects.map((each) =>
    each.object.metadata.namespace !== undefined || !isNamespaced(each.object, scopes)
      ? each
      : { ...each, object: { ...each.object, metadata: { ...each.object.metadata, namespace } } },
  );
  const isThere = placed.some(({ object }) => object.kind === 'Namespace' && object.metadata.name === namespace);
  if (!makes || isThere) return placed;
  const { origin } = application.writtenAs;
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  return [...placed, { object: made, ...(origin && { origin }), madeBy: printRef(application.object) }];
}

function isNamespaced({ apiVersion, kind }: UnknownObject, scopes: ReadonlyMap<string, boolean>): boolean {
  const builtin = builtinResources.find((each) => each.kind === kind && each.group === groupOf(apiVersion));
  return builtin?.namespaced ?? scopes.get(`${groupOf(apiVersion)}/${kind}`) ?? !wide.test(kind);
}

/** Whether kinds that are defined here have namespaces, by `group/Kind`. */
const definedScopes = (objects: readonly SourcedObject[]): ReadonlyMap<string, boolean> =>
  new Map(
    objects.flatMap(({ object: { kind, spec } }) =>
      kind === 'CustomResourceDefinition' && isJsonObject(spec) && isJsonObject(spec.names)
        ? [[`${String(spec.group)}/${String(spec.names.kind)}`, spec.scope === 'Namespaced'] as const]
        : [],
    ),
  );
