import type { ComposedApp, ComposedObject, ComposedSystem } from '../composed-object.ts';
import type { PlacedSystem } from '../layouts/layout.ts';
import { byId } from './changed-units.ts';

/** How far a migration has come. */
export interface MigrationState {
  /** Units that are in their last state, by id. */
  readonly done: ReadonlySet<string>;
  /** What parts of systems are for a while, by unit. */
  readonly between: ReadonlyMap<string, readonly ComposedObject[]>;
  /** While files move: how they lie. Stages leave in the cluster what they have applied then. */
  readonly moving?: 'before' | 'after';
}

/** The systems of a state between two labs: each part as it was, as it will be, or as it is for a while. */
export function mixSystems(
  from: readonly PlacedSystem[],
  to: readonly PlacedSystem[],
  state: MigrationState,
): readonly PlacedSystem[] {
  const [before, after] = [byId(from), byId(to)];
  const left = from.filter(({ id }) => !after.has(id));
  const known = new Set([...after.keys(), ...before.keys()]);
  return [...left, ...to].map(({ id, after: others, waits }) => ({
    id,
    after: others.filter((other) => known.has(other)),
    waits: {
      controller: waits.controller.filter((wait) => known.has(wait.id)),
      config: waits.config.filter((wait) => known.has(wait.id)),
    },
    parts: mixParts(id, [before.get(id)?.parts, after.get(id)?.parts], state),
  }));
}

type Sides = readonly [old: ComposedSystem | undefined, now: ComposedSystem | undefined];

function mixParts(id: string, [old, now]: Sides, { done, between }: MigrationState): ComposedSystem {
  const side = (part: string) => (done.has(`${id}/${part}`) ? now : old);
  const listed = (part: 'controller' | 'config') => between.get(`${id}/${part}`) ?? side(part)?.[part] ?? [];
  const names = [...new Set([...(old?.apps ?? []), ...(now?.apps ?? [])].map(({ name }) => name))].sort();
  const apps = names.flatMap((name): ComposedApp[] => {
    const app = side(`app:${name}`)?.apps.find((each) => each.name === name);
    const meanwhile = between.get(`${id}/app:${name}`);
    return meanwhile ? [{ ...app, name, objects: meanwhile }] : app ? [app] : [];
  });
  const rest = now ?? old;
  return {
    sources: listed('controller').length > 0 ? sourcesOf(old, now) : [],
    controller: listed('controller'),
    config: listed('config'),
    apps,
    ...(rest?.secrets && { secrets: rest.secrets }),
    ...(old?.files && { files: old.files }),
    ...(rest?.guide !== undefined && { guide: rest.guide }),
  };
}

/** Sources of both sides: one that is not used does nothing. */
function sourcesOf(old: ComposedSystem | undefined, now: ComposedSystem | undefined): readonly ComposedObject[] {
  const found = new Map([...(old?.sources ?? []), ...(now?.sources ?? [])].map((source) => [source.file, source]));
  return [...found.values()];
}
