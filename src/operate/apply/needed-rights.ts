import { compareText } from '../../core/finding.ts';
import { builtinResources } from '../../kube/builtin-resources.ts';
import { groupOf, type UnknownObject } from '../../kube/object.ts';
import { isDefinition } from '../install/install-order.ts';

/** What somebody has to be allowed to do with a resource, beside reading it. */
export interface NeededRight {
  /** Empty for the core group. */
  readonly group: string;
  /** Plural, e.g. `deployments`. */
  readonly resource: string;
  /** Left out for the whole cluster. */
  readonly namespace?: string;
  /** In order, e.g. `create`, `delete`, `patch`. */
  readonly verbs: readonly string[];
}

/** What is brought to a cluster: objects that are applied server-side, and those that helm installs. */
export interface BroughtObjects {
  readonly applied: readonly UnknownObject[];
  readonly installed: readonly UnknownObject[];
  /** Namespaces in which helm keeps records of releases. */
  readonly releaseNamespaces: readonly string[];
  /** Secrets that are made where they are missing. */
  readonly secrets: readonly { readonly namespace: string }[];
  /** Where the inventory of what was brought stands. */
  readonly inventory: { readonly namespace: string };
}

/** Server-side apply makes what is not there and patches what is; what left the files is deleted. */
const applying = ['create', 'delete', 'patch'];
/** helm changes by patch or update. */
const installing = ['create', 'delete', 'patch', 'update'];

/** The rights that bringing objects to a cluster takes, each resource of a namespace once, in order. */
export function neededRights(brought: BroughtObjects): readonly NeededRight[] {
  const { applied, installed, releaseNamespaces, secrets, inventory } = brought;
  const resourceOf = resourcesKnown([...applied, ...installed]);
  const rights = new Map<string, NeededRight>();
  const need = ({ verbs, ...right }: NeededRight) => {
    const key = `${right.namespace ?? ''} ${right.group} ${right.resource}`;
    const all = new Set([...(rights.get(key)?.verbs ?? []), ...verbs]);
    rights.set(key, { ...right, verbs: [...all].sort(compareText) });
  };
  const needOf = (object: UnknownObject, verbs: readonly string[]) => {
    const { resource, namespaced } = resourceOf(object);
    const within = namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {};
    need({ group: groupOf(object.apiVersion), resource, ...within, verbs });
  };
  for (const object of applied) needOf(object, applying);
  for (const object of installed) needOf(object, installing);
  const core = (resource: string, namespace: string, verbs: readonly string[]) =>
    need({ group: '', resource, namespace, verbs });
  core('configmaps', inventory.namespace, ['create', 'patch']);
  for (const namespace of releaseNamespaces) core('secrets', namespace, ['create', 'delete', 'update']);
  for (const { namespace } of secrets) core('secrets', namespace, ['create']);
  if (secrets.length > 0) need({ group: '', resource: 'namespaces', verbs: ['create'] });
  return [...rights].sort(([a], [b]) => compareText(a, b)).map(([, right]) => right);
}

interface Resource {
  readonly resource: string;
  readonly namespaced: boolean;
}

/** What a kind is called in the API: of those that are built in, and of those that the objects themselves define. */
function resourcesKnown(objects: readonly UnknownObject[]): (object: UnknownObject) => Resource {
  const known = new Map<string, Resource>(
    builtinResources.map(({ group, kind, plural, namespaced }) => [
      `${group}/${kind}`,
      { resource: plural, namespaced },
    ]),
  );
  for (const { spec } of objects.filter(isDefinition)) {
    const { group, names, scope } = spec as {
      readonly group: string;
      readonly names: { readonly plural: string; readonly kind: string };
      readonly scope: string;
    };
    known.set(`${group}/${names.kind}`, { resource: names.plural, namespaced: scope === 'Namespaced' });
  }
  return ({ apiVersion, kind, metadata }) =>
    known.get(`${groupOf(apiVersion)}/${kind}`) ?? {
      // As nearly all are called; the definition is not among the files.
      resource: `${kind.toLowerCase()}${/(s|x|ch)$/.test(kind) ? 'es' : 's'}`.replace(/ys$/, 'ies'),
      namespaced: metadata.namespace !== undefined,
    };
}
