import { makeRuleInput } from '../check/check-objects.ts';
import { compareText, type Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { type Cache, openCache } from '../registry/cache.ts';
import type { RegistryClient } from '../registry/client.ts';
import { bringImage, findImage, type KnownImage } from '../registry/look-up-image.ts';
import { type ImageName, readImage } from '../registry/reference.ts';
import { RegistryError } from '../registry/registry-error.ts';
import { imageFactsOf } from '../systems/apps/images/image-facts.ts';
import { imageObject } from '../systems/apps/images/image-objects.ts';
import { imagesOf } from '../systems/apps/rule-containers.ts';
import { inParallel } from './in-parallel.ts';
import type { Surroundings } from './surroundings.ts';

/** What the images of a repository say of themselves. */
export interface ImagesReading {
  /** An object for each image that is known. */
  readonly objects: readonly SourcedObject[];
  /** Registries that did not tell, each once, with the reason: nothing is wrong, and less is known. */
  readonly findings: readonly Finding[];
}

/** Who is asked about images. */
export interface ImageSources {
  /** Registries are asked; otherwise the cache alone, and nothing is sent to the network. */
  readonly online?: boolean;
  /** What was brought before; default: the cache of this user. */
  readonly around?: Surroundings;
  /** Default: one with the logins of Docker and the cache of this user. */
  readonly client?: RegistryClient;
  /** Ends the asking: what was not told by then is not known. */
  readonly signal?: AbortSignal;
}

interface Wanted {
  readonly text: string;
  readonly name: ImageName;
}

/** What is known of the images that the containers of these objects run, beside those whose facts are part of Gatehouse. */
export async function readImages(
  objects: readonly SourcedObject[],
  sources: ImageSources = {},
): Promise<ImagesReading> {
  const wanted = imagesOf(makeRuleInput(objects))
    .filter((text) => !imageFactsOf(text))
    .sort(compareText)
    .flatMap((text): readonly Wanted[] => {
      const name = readImage(text);
      return name ? [{ text, name }] : [];
    });
  if (wanted.length === 0) return { objects: [], findings: [] };
  return sources.online ? askRegistries(wanted, sources) : readCache(wanted, sources.around?.cache ?? openCache());
}

async function readCache(wanted: readonly Wanted[], cache: Cache): Promise<ImagesReading> {
  const known = new Map<string, KnownImage | undefined>();
  await inParallel(wanted, 8, async ({ text, name }) => void known.set(text, await findImage(name, cache)));
  return { objects: objectsOf(wanted, known), findings: [] };
}

async function askRegistries(wanted: readonly Wanted[], sources: ImageSources): Promise<ImagesReading> {
  const { client: given, signal } = sources;
  const client = given ?? (await import('../registry/client.ts')).createRegistryClient({ signal });
  const known = new Map<string, KnownImage | undefined>();
  const silent: Silent[] = [];
  await inParallel(wanted, 4, async ({ text, name }) => {
    try {
      known.set(text, await bringImage(name, client));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      silent.push({ text, error });
      // What it said the last time is better than nothing; when that was stands beside it.
      known.set(text, await findImage(name, client.cache));
    }
  });
  if (!given) client.close();
  return { objects: objectsOf(wanted, known), findings: tellSilent(silent) };
}

/** In the order of their names, whoever answered first. */
const objectsOf = (
  wanted: readonly Wanted[],
  known: ReadonlyMap<string, KnownImage | undefined>,
): readonly SourcedObject[] =>
  wanted.flatMap(({ text }) => {
    const found = known.get(text);
    return found ? [{ object: imageObject(text, found.configuration, sourceOf(found)) }] : [];
  });

const sourceOf = ({ asked }: KnownImage): string =>
  asked === undefined ? 'its configuration' : `its configuration, asked for on ${asked.slice(0, 10)}`;

interface Silent {
  readonly text: string;
  readonly error: RegistryError;
}

/** Images named in one finding. */
const mostNamed = 5;

function tellSilent(silent: readonly Silent[]): readonly Finding[] {
  const reasons = new Map<string, readonly Silent[]>();
  for (const each of silent) reasons.set(each.error.message, [...(reasons.get(each.error.message) ?? []), each]);
  return [...reasons]
    .sort(([a], [b]) => compareText(a, b))
    .map(([message, all]) => {
      const names = all.map(({ text }) => text).sort(compareText);
      const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
      return {
        code: 'images-not-known',
        severity: 'info',
        message: `${message}; ports, user and volumes are not known of ${names.slice(0, mostNamed).join(', ')}${more}`,
        hint: all[0]!.error.hint,
      };
    });
}
