import { posix } from 'node:path';
import {
  type ChartRepository,
  commandsOf,
  handMade,
  type ReleaseByHand,
  type Step,
  stepsFile,
  stepsVersion,
} from '../../kube/install-steps.ts';
import { writeYaml } from '../../kube/yaml-write.ts';
import type { LabCore } from '../../lab/lab-core.ts';
import type { ComposedApp, ComposedObject } from '../composed-object.ts';
import { isRemoteManifest } from '../remote-manifest.ts';
import { encryptedFiles, folderFiles, folderPath, repositoryPath } from './files.ts';
import { printGuide } from './guide.ts';
import type { Layout, PlacedSystem, TextFile } from './layout.ts';

/** Files of the repository, and the steps that bring them into the cluster. */
interface Part {
  readonly files: readonly TextFile[];
  readonly steps: readonly Step[];
}

/**
 * The layout `plain`: a folder for each system with its manifests, the values of its releases and, in `config`, what needs its controllers.
 * Nothing in the cluster reads it: a page tells people the commands in their order, and a file beside it tells programs.
 */
export const layout: Layout = {
  id: 'plain',
  place: ({ lab, plan }, systems, roles) => {
    const root = repositoryPath(lab);
    const folder = root === '.' ? '' : root;
    const urls = repositoryUrls(systems);
    const parts = systems.map((system) => systemPart(lab, system, urls));
    const steps = parts.flatMap((part) => part.steps);
    const secrets = systems.flatMap(({ parts: { secrets: own = [] } }) => own);
    const start = `With the cluster's kubeconfig, from the root of this repository, one after the other:\n\n\`\`\`sh\n${steps
      .flatMap((step) => commandsOf(step, folder))
      .join('\n')}\n\`\`\`\n`;
    const guides = systems.flatMap(({ parts: own }) => own.guide ?? []);
    const text = printGuide({ lab, plan }, { stages: [], secrets, guides, roles, start });
    const system = 'manifests, values of the chart and, in `config`, what needs the controllers';
    const brought = systems.filter(({ parts: { controller, config } }) => controller.length + config.length > 0);
    return {
      stages: [],
      guide: { path: posix.join(folder, 'README.md'), text },
      folders: [
        ...brought.map(({ id }) => ({ path: posix.join(folder, id), holds: system })),
        { path: posix.join(folder, 'apps'), holds: 'the apps, a folder each' },
      ],
      files: [[posix.join(folder, stepsFile), printSteps(steps)], ...parts.flatMap(({ files }) => files)],
    };
  },
};

const printSteps = (steps: readonly Step[]): string =>
  writeYaml(
    { gatehouse: stepsVersion, steps },
    {
      header:
        'The commands of README.md in their order, for programs: `gatehouse check` and `gatehouse up` follow them.',
    },
  );

const isRelease = (object: ComposedObject['object']): object is ReleaseByHand =>
  object.apiVersion === handMade && object.kind === 'Release';

const isChartRepository = (object: ComposedObject['object']): object is ChartRepository =>
  object.apiVersion === handMade && object.kind === 'ChartRepository';

/** URLs of the Helm repositories by their names. */
const repositoryUrls = (systems: readonly PlacedSystem[]): ReadonlyMap<string, string> =>
  new Map(
    systems
      .flatMap(({ parts }) => parts.sources)
      .flatMap(({ object }) => (isChartRepository(object) ? [[object.metadata.name, object.spec.url] as const] : [])),
  );

function systemPart(lab: LabCore, system: PlacedSystem, urls: ReadonlyMap<string, string>): Part {
  const { id, parts } = system;
  const root = repositoryPath(lab);
  const at = (path: string) => repositoryPath(lab, path);
  const objects = parts.controller.filter(({ object }) => !isRelease(object));
  const releases = parts.controller.filter(({ object }) => isRelease(object));
  const decrypted = (part: 'controller' | 'config'): Part => ({
    files: [],
    steps: encryptedFiles(system, part).map((file) => ({ decrypt: posix.relative(root, folderPath(file)) })),
  });
  return join([
    appliedPart(id, objects, at),
    decrypted('controller'),
    ...releases.map((release) => releasePart(id, release, { at, urls, isOnly: releases.length === 1 })),
    decrypted('config'),
    appliedPart(posix.join(id, 'config'), parts.config, at),
    ...parts.apps.map((app) => appPart(id, app, { root, at, urls })),
  ]);
}

interface Places {
  readonly root: string;
  readonly at: (path: string) => string;
  readonly urls: ReadonlyMap<string, string>;
}

/** An app: what is encrypted comes between its namespace and its pods, which wait for it. */
function appPart(id: string, { name, objects, encrypted = [] }: ComposedApp, { root, at, urls }: Places): Part {
  const folder = posix.join(id, name);
  const releases = objects.filter(({ object }) => isRelease(object));
  const applied = appliedPart(
    folder,
    objects.filter(({ object }) => !isRelease(object)),
    at,
  );
  const decrypt = encrypted.map((file) => ({ decrypt: posix.relative(root, folderPath(file)) }));
  const before: Step[] = decrypt.length > 0 ? [{ apply: folder }, ...decrypt] : [];
  return join([
    { files: [], steps: before },
    applied,
    ...releases.map((release) => releasePart(folder, release, { at, urls, isOnly: releases.length === 1 })),
  ]);
}

const join = (parts: readonly Part[]): Part => ({
  files: parts.flatMap(({ files }) => files),
  steps: parts.flatMap(({ steps }) => steps),
});

function appliedPart(folder: string, objects: readonly ComposedObject[], at: (path: string) => string): Part {
  if (objects.length === 0) return { files: [], steps: [] };
  const wait = objects.flatMap(({ object }) => (isRemoteManifest(object) ? object.spec.waits : workloadOf(object)));
  return {
    files: folderFiles(at(folder), objects),
    steps: [{ apply: folder, ...(wait.length > 0 && { wait }) }],
  };
}

const workloadOf = ({ kind, metadata: { namespace = '', name } }: ComposedObject['object']): readonly string[] =>
  ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind) ? [`${kind}/${namespace}/${name}`] : [];

function releasePart(
  id: string,
  { object, header, comments = {} }: ComposedObject,
  { at, urls, isOnly }: { at: (path: string) => string; urls: ReadonlyMap<string, string>; isOnly: boolean },
): Part {
  if (!isRelease(object)) return { files: [], steps: [] };
  const { metadata, spec } = object;
  const { name, namespace = '' } = metadata;
  const { values, repository, chart, version } = spec;
  const file = posix.join(id, isOnly ? 'values.yaml' : `values-${name}.yaml`);
  return {
    files: [[at(file), writeYaml(values, { header, comments: ofValues(comments) })]],
    steps: [
      { install: { name, namespace, chart, version, repository: urls.get(repository) ?? repository, values: file } },
    ],
  };
}

const prefix = 'spec.values.';

/** Comments on values, by their paths in the file of values. */
const ofValues = (comments: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(comments).flatMap(([path, text]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), text]] : [],
    ),
  );
