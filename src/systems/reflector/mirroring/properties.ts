import type { KubeObject } from '../../../kube/object.ts';
import { annotationNames } from '../annotations.ts';

/** An object of a namespace. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** What the annotations of a Secret or ConfigMap say (Mirroring/Core/MirroringPropertiesExtensions.cs, GetMirroringProperties). */
export interface MirrorProperties {
  readonly allowed: boolean;
  /** Lists of regular expressions and selectors of labels; empty where there are none. */
  readonly allowedNamespaces: string;
  readonly allowedSelector: string;
  readonly auto: boolean;
  readonly autoNamespaces: string;
  readonly autoSelector: string;
  /** What it is a copy of; undefined for what is none. */
  readonly reflects?: Place;
  /** Whether the copy was made unasked. */
  readonly isAuto: boolean;
  /** Version of the source that it is a copy of; empty where none is written. */
  readonly version: string;
}

/** .NET's `bool.TryParse`: any case, blanks around it. */
const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === 'true';

/** Reads `namespace/name`; undefined for anything else. */
export function readPlace(text: string | undefined): Place | undefined {
  const [namespace, name, ...more] = (text ?? '').split('/');
  return namespace && name && more.length === 0 ? { namespace: namespace.trim(), name: name.trim() } : undefined;
}

/** What an object says of being copied, and of being a copy. */
export function propertiesOf({ metadata }: Pick<KubeObject, 'metadata'>): MirrorProperties {
  const said: Readonly<Record<string, string>> = metadata.annotations ?? {};
  return {
    allowed: isTrue(said[annotationNames.allowed]),
    allowedNamespaces: said[annotationNames.allowedNamespaces] ?? '',
    allowedSelector: said[annotationNames.allowedSelector] ?? '',
    auto: isTrue(said[annotationNames.auto]),
    autoNamespaces: said[annotationNames.autoNamespaces] ?? '',
    autoSelector: said[annotationNames.autoSelector] ?? '',
    reflects: readPlace(said[annotationNames.reflects]),
    isAuto: isTrue(said[annotationNames.isAuto]),
    version: said[annotationNames.version]?.trim() ?? '',
  };
}
