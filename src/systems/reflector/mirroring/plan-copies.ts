import type { KubeObject } from '../../../kube/object.ts';
import { comesTo, mayBeIn } from './namespaces.ts';
import { type MirrorProperties, propertiesOf } from './properties.ts';

/** What is to be done about the copies of one source. */
export interface CopyPlan {
  /** Namespaces that get a copy. */
  readonly create: readonly string[];
  /** Copies that follow, and whether they count as made unasked from now on. */
  readonly update: readonly { readonly copy: KubeObject; readonly isAuto: boolean }[];
  readonly remove: readonly KubeObject[];
}

/** What is there when copies are planned. */
export interface CopyScene {
  readonly namespaces: readonly KubeObject[];
  /** Objects that say they reflect the source. */
  readonly copies: readonly KubeObject[];
  /** Namespaces in which anything of the source's name is. */
  readonly taken: ReadonlySet<string>;
}

/** A copy, and how it stands to its source. */
interface Copy {
  readonly copy: KubeObject;
  readonly is: MirrorProperties;
  /** Whether it has the name that copies made unasked have. */
  readonly isNamesake: boolean;
  readonly mayBe: boolean;
  readonly comesUnasked: boolean;
}

/**
 * What becomes of the copies of an object that is no copy itself. One that was asked for and has never been made yet is not among them: it
 * is looked at when it changes itself, or when the watch starts anew (Mirroring/Core/ResourceMirror.cs, HandleUpsert and AutoReflectionForSource).
 */
export function planCopies(source: KubeObject, scene: CopyScene): CopyPlan {
  const said = propertiesOf(source);
  const { name, namespace, resourceVersion } = source.metadata;
  const byName = new Map(scene.namespaces.map((each) => [each.metadata.name, each]));
  const copies = scene.copies.flatMap((copy): Copy[] => {
    const home = byName.get(copy.metadata.namespace ?? '');
    if (!home) return [];
    const isNamesake = copy.metadata.name === name;
    const stands = { mayBe: mayBeIn(said, home), comesUnasked: isNamesake && comesTo(said, home) };
    return [{ copy, is: propertiesOf(copy), isNamesake, ...stands }];
  });
  const remove = copies.filter((copy) => isToGo(said, copy));
  const follow = copies.filter((copy) => !remove.includes(copy) && copy.is.version !== resourceVersion);
  return {
    create: scene.namespaces
      .filter((each) => each.metadata.name !== namespace && !scene.taken.has(each.metadata.name))
      .filter((each) => comesTo(said, each))
      .map(({ metadata }) => metadata.name),
    update: follow
      .filter(({ is, mayBe, comesUnasked }) => comesUnasked || (!is.isAuto && mayBe && is.version !== ''))
      .map(({ copy, comesUnasked }) => ({ copy, isAuto: comesUnasked })),
    remove: remove.map(({ copy }) => copy),
  };
}

/** Copies made unasked go where they may no longer be, and so does a namesake that somebody asked for outside of where they come unasked. */
const isToGo = ({ allowed, auto }: MirrorProperties, { is, isNamesake, mayBe, comesUnasked }: Copy): boolean =>
  (is.isAuto && !mayBe) || (allowed && auto && isNamesake && !comesUnasked);

/** What becomes of a copy when it is looked at itself: `source` is undefined where there is none. */
export function planCopy(
  copy: KubeObject,
  source: KubeObject | undefined,
  home: KubeObject | undefined,
): 'remove' | 'update' | undefined {
  const is = propertiesOf(copy);
  if (!source || !home) return is.isAuto && !source ? 'remove' : undefined;
  const said = propertiesOf(source);
  if (is.isAuto) return comesTo(said, home) ? undefined : 'remove';
  return mayBeIn(said, home) && is.version !== source.metadata.resourceVersion ? 'update' : undefined;
}
