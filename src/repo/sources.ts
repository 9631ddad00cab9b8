import type { FileTree } from '../core/file-tree.ts';
import { compareText, type Finding, notKnown } from '../core/finding.ts';
import { isJsonObject } from '../kube/json.ts';
import { printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isFluxSource, nameKey, sourceKey, specOf } from './flux-objects.ts';
import { foldersOf, resolvePath } from './folders.ts';

/** Who makes the source of the repository itself when Flux is bootstrapped, so that it need not stand in a file. */
const bootstrapName = 'flux-system';

/**
 * Sources that stand for this repository: those whose Kustomizations' paths are found in it, and that are not, by kind or URL, another
 * one than the source it is synchronised from.
 */
export function localSources(
  tree: FileTree,
  kustomizations: readonly SourcedObject[],
  objects: readonly SourcedObject[],
): ReadonlySet<string> {
  const folders = foldersOf(tree);
  const fits = ({ object }: SourcedObject) => {
    const { path } = specOf(object);
    return folders.has(resolvePath('', typeof path === 'string' ? path : '.') ?? '');
  };
  const keys = kustomizations.filter(fits).map(({ object }) => sourceKey(object));
  const main = mainSource(keys, objects);
  if (main === undefined) return new Set();
  const urls = urlsOf(objects);
  const isMain = (key: string) => {
    if (kindIn(key) !== kindIn(main)) return false;
    const [own, other] = [urls.get(main) ?? syncUrlOf(main, objects), urls.get(key)];
    return own === undefined || other === undefined || own === other;
  };
  return new Set(keys.filter(isMain));
}

const kindIn = (key: string): string => key.split('/')[0] ?? '';

/** The source that most Kustomizations read, of those that Flux was bootstrapped with where there are any. */
function mainSource(keys: readonly string[], objects: readonly SourcedObject[]): string | undefined {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const bootstrapped = [...counts.keys()].filter((key) => isBootstrapped(key.split('/')[2] ?? '', objects));
  const candidates = bootstrapped.length > 0 ? bootstrapped : [...counts.keys()];
  const rank = (key: string) => (counts.get(key) ?? 0) + (kindIn(key) === 'GitRepository' ? 1_000_000 : 0);
  return candidates.sort((a, b) => rank(b) - rank(a) || compareText(a, b))[0];
}

function urlsOf(objects: readonly SourcedObject[]): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (const { object } of objects) {
    if (!isFluxSource(object)) continue;
    const { url } = specOf(object);
    if (typeof url === 'string') urls.set(`${object.kind}/${nameKey(object)}`, spelling(url));
  }
  return urls;
}

/** Where the source is that an operator makes for a FluxInstance, as that says. */
function syncUrlOf(key: string, objects: readonly SourcedObject[]): string | undefined {
  const [kind, , name] = key.split('/');
  for (const { object } of objects) {
    const sync = syncNameOf(object) === name ? syncOf(object) : undefined;
    if (isJsonObject(sync) && (sync.kind ?? 'GitRepository') === kind && typeof sync.url === 'string') {
      return spelling(sync.url);
    }
  }
  return undefined;
}

/** One spelling for the ways to write where a Git repository is. */
const spelling = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(':', '/')
    .replace(/(\.git)?\/*$/, '');

/**
 * Whether a source of this name is made by whoever installs Flux: `flux bootstrap` (fluxcd/flux2 cmd/flux/bootstrap.go), or the
 * operator for a FluxInstance with `sync` (controlplaneio-fluxcd/flux-operator api/v1/fluxinstance_types.go Sync).
 */
export const isBootstrapped = (name: string, objects: readonly SourcedObject[]): boolean =>
  name === bootstrapName || objects.some(({ object }) => syncNameOf(object) === name);

function syncNameOf(object: UnknownObject): string | undefined {
  const sync = syncOf(object);
  if (!isJsonObject(sync)) return undefined;
  return typeof sync.name === 'string' && sync.name !== '' ? sync.name : (object.metadata.namespace ?? bootstrapName);
}

/** What a FluxInstance synchronises, or the chart that makes one (charts/flux-instance values.yaml). */
function syncOf(object: UnknownObject): unknown {
  const spec = specOf(object);
  if (object.kind === 'FluxInstance') return spec.sync;
  if (object.kind !== 'HelmRelease' || !isJsonObject(spec.values) || !isJsonObject(spec.values.instance))
    return undefined;
  return spec.values.instance.sync;
}

/**
 * Sources that stand in no file and are taken to be there, because they are this repository: what is bootstrapped is often not
 * written down. Where the repository does hold Git sources, a name that is none of them is a mistake.
 */
export function assumedSources(
  roots: readonly SourcedObject[],
  objects: readonly SourcedObject[],
): readonly SourcedObject[] {
  const sources = objects.filter(({ object }) => isFluxSource(object));
  const there = new Set(sources.map(({ object }) => `${object.kind}/${nameKey(object)}`));
  const keptHere = sources.some(({ object }) => object.kind === 'GitRepository');
  const keys = [...new Set(roots.map(({ object }) => sourceKey(object)))].filter((key) => {
    const [kind, , name = ''] = key.split('/');
    return kind === 'GitRepository' && !there.has(key) && (!keptHere || isBootstrapped(name, objects));
  });
  return keys.map((key) => ({ object: bootstrapSource(key) }));
}

function bootstrapSource(key: string): UnknownObject {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind,
    metadata: { name, namespace: namespace || bootstrapName },
    spec: { interval: '1m', url: 'https://git.invalid/this-repository', ref: { branch: 'main' } },
  };
}

/** Kustomizations that read another source than this repository: what they bring is not known. */
export function readElsewhere(
  kustomizations: readonly SourcedObject[],
  objects: readonly SourcedObject[],
  local: ReadonlySet<string>,
): readonly Finding[] {
  const there = new Set(
    objects.filter(({ object }) => isFluxSource(object)).map(({ object }) => `${object.kind}/${nameKey(object)}`),
  );
  const elsewhere = kustomizations.filter(({ object }) => {
    const key = sourceKey(object);
    // A source that stands nowhere is a question of its own; an ExternalArtifact never stands in a file.
    return key !== '' && !local.has(key) && (there.has(key) || kindIn(key) === 'ExternalArtifact');
  });
  return elsewhere.map(({ object, origin }) =>
    notKnown({
      code: 'source-not-read',
      object: printRef(object),
      message: `what it brings is not known: it reads ${sourceKey(object)}, which is not this repository`,
      ...(origin && { file: origin.file, line: origin.line }),
      why: 'a Kustomization applies what its source holds (kustomize-controller internal/controller/kustomization_controller.go), and nothing is fetched',
      knownBy:
        'the files of that source in this repository, or, if this is a part of it, its root folder on the command line',
    }),
  );
}

/** URLs of Git sources that are other repositories. */
export function otherUrls(objects: readonly SourcedObject[], local: ReadonlySet<string>): ReadonlySet<string> {
  const sources = objects.filter(({ object }) => object.kind === 'GitRepository' && isFluxSource(object));
  const urlOf = ({ object }: SourcedObject) => String(specOf(object).url);
  const isLocal = ({ object }: SourcedObject) => local.has(`${object.kind}/${nameKey(object)}`);
  const own = new Set(sources.filter(isLocal).map(urlOf));
  return new Set(sources.map(urlOf).filter((url) => !own.has(url)));
}
