import type { Controller, ControllerContext, ControllerWatch, Request } from '../../../cluster/controller.ts';
import { createObjectIndex, type ObjectIndex } from '../../../controlplane/kit/object-index.ts';
import { keeping, requestOf, requestsOf } from '../../../controlplane/kit/requests.ts';
import { isOfPart } from '../../../controlplane/kit/system-part.ts';
import type { KindRef, KubeObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { reflectorDomain } from '../annotations.ts';
import { findReflector, reflectorPart } from '../running.ts';
import type { Copyable } from './copy-object.ts';
import { planCopies, planCopy } from './plan-copies.ts';
import { type Place, propertiesOf } from './properties.ts';
import { createCopy, removeCopy, updateCopy } from './write-copies.ts';

/** All objects of the kind by what they are called and what they are copies of, and the namespaces. */
interface Seen {
  readonly kind: KindRef;
  readonly objects: ObjectIndex<Copyable>;
  readonly namespaces: ObjectIndex<KubeObject>;
}

const called = (name: string): string => `called ${name}`;
const copyOf = ({ namespace, name }: Place): string => `of ${namespace}/${name}`;
const source = 'makes copies unasked';

function keysOf(object: KubeObject): readonly string[] {
  const { reflects, allowed, auto } = propertiesOf(object);
  const own = [called(object.metadata.name)];
  if (reflects) return [...own, copyOf(reflects)];
  return allowed && auto ? [...own, source] : own;
}

/** Copies Secrets, or ConfigMaps, into the namespaces that their annotations name, and keeps the copies like them (Mirroring/Core/ResourceMirror.cs). */
export function mirrorController(kind: KindRef, { installed }: Pick<ControllerOptions, 'installed'>): Controller {
  const seen: Seen = { kind, objects: createObjectIndex(keysOf), namespaces: createObjectIndex() };
  const { objects, namespaces } = seen;
  return {
    id: `reflector/${kind.kind.toLowerCase()}`,
    watches: [
      keeping(kind, objects, (object) => (isConcerned(object, seen) ? [requestOf(object)] : [])),
      keeping(kinds.Namespace, namespaces, () => requestsOf(objects.at(source))),
      onStart(seen),
    ],
    reconcile: async (request, context) => {
      const running = await findReflector(context.cluster, installed);
      if (!running || running.excludes(request.namespace)) return undefined;
      const object = objects.get(request.name, request.namespace);
      // Upstream never looks at what Helm keeps of its releases (Watchers/SecretWatcher.cs).
      if (object?.type?.startsWith('helm.sh')) return undefined;
      const isCopy = object !== undefined && propertiesOf(object).reflects !== undefined;
      if (isCopy)
        return (await followSource(object, seen, context)) ? { requeueAfter: running.watchSeconds } : undefined;
      await copySource(request, object, seen, context);
      return undefined;
    },
  };
}

/** Everything is looked at when it comes up. */
const onStart = ({ objects }: Seen): ControllerWatch => ({
  kind: reflectorPart.kind,
  requests: ({ object }) =>
    isOfPart(object, reflectorPart)
      ? requestsOf(objects.all().filter(({ metadata }) => isAnnotated(metadata.annotations)))
      : [],
});

const isAnnotated = (annotations: Readonly<Record<string, string>> | undefined): boolean =>
  Object.keys(annotations ?? {}).some((key) => key.startsWith(`${reflectorDomain}/`));

const isConcerned = (object: KubeObject, { objects }: Seen): boolean =>
  isAnnotated(object.metadata.annotations) || objects.at(copyOf(placeOf(object))).length > 0;

const placeOf = ({ metadata }: KubeObject): Place => ({ namespace: metadata.namespace ?? '', name: metadata.name });

/** What becomes of the copies of one that is there, or is gone. */
async function copySource(place: Request, object: Copyable | undefined, seen: Seen, context: ControllerContext) {
  const copies = seen.objects.at(copyOf(place));
  if (!object) {
    for (const copy of copies) if (planCopy(copy, undefined, undefined) === 'remove') await removeCopy(copy, context);
    return;
  }
  const taken = new Set(seen.objects.at(called(place.name)).map(({ metadata }) => metadata.namespace ?? ''));
  const plan = planCopies(object, { namespaces: seen.namespaces.all(), copies, taken });
  for (const copy of plan.remove) await removeCopy(copy, context);
  for (const { copy, isAuto } of plan.update) seen.objects.put(await updateCopy(object, copy, isAuto, context));
  for (const namespace of plan.create) {
    const made = await createCopy({ ...object, ...seen.kind }, { namespace, name: place.name }, context);
    if (made) seen.objects.put(made);
  }
}

/** What becomes of a copy by itself; whether it waits for a source that it cannot have yet. */
async function followSource(copy: Copyable, seen: Seen, context: ControllerContext): Promise<boolean> {
  const place = propertiesOf(copy).reflects!;
  const object = seen.objects.get(place.name, place.namespace);
  const home = seen.namespaces.get(copy.metadata.namespace ?? '');
  const plan = planCopy(copy, object, home);
  if (plan === 'remove') await removeCopy(copy, context);
  if (plan === 'update' && object) seen.objects.put(await updateCopy(object, copy, false, context));
  return plan === undefined && propertiesOf(copy).version === '';
}
