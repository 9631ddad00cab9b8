import type { Patch } from '../../../cluster/cluster.ts';
import type { Json, KindRef, KubeObject } from '../../../kube/object.ts';
import { annotationNames } from '../annotations.ts';
import type { Place } from './properties.ts';

/** A Secret or a ConfigMap. */
export type Copyable = KubeObject & {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
};

/** Which copy of what is written, and when. */
export interface Copying {
  readonly source: Copyable;
  readonly isAuto: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What a copy is marked with (Mirroring/Core/ResourceMirror.cs, ResourceReflect). */
function marksOf({ source, isAuto, now }: Copying): Readonly<Record<string, string>> {
  const { namespace, name, resourceVersion = '' } = source.metadata;
  return {
    [annotationNames.isAuto]: isAuto ? 'True' : 'False',
    [annotationNames.reflects]: `${namespace}/${name}`,
    [annotationNames.version]: resourceVersion,
    [annotationNames.at]: `${new Date(now).toISOString().slice(0, -1)}0000+00:00`,
  };
}

/** A new copy: data and type, and no labels, owners or other annotations (SecretMirror.cs and ConfigMapMirror.cs, OnResourceClone). */
export function newCopy({ apiVersion, kind }: KindRef, copying: Copying, { namespace, name }: Place): Copyable {
  const { type, data, binaryData } = copying.source;
  return {
    ...{ apiVersion, kind },
    metadata: { name, namespace, annotations: marksOf(copying) },
    ...(type !== undefined && { type }),
    ...(data && { data }),
    ...(binaryData && { binaryData }),
  };
}

/** What makes a copy like its source again; its type stays. */
export function copyPatch(copying: Copying, copy: Copyable): Patch {
  const set = (path: string, value: Json): Json => ({ op: 'add', path, value });
  const { data, binaryData } = copying.source;
  return {
    type: 'json',
    body: [
      set('/metadata/annotations', { ...copy.metadata.annotations, ...marksOf(copying) }),
      ...(data || copy.data ? [set('/data', data ?? {})] : []),
      ...(binaryData || copy.binaryData ? [set('/binaryData', binaryData ?? {})] : []),
    ],
  };
}
