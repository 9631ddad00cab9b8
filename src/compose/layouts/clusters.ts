import { posix } from 'node:path';
import type { LabCore } from '../../lab/lab-core.ts';
import type { ComposedObject, FolderNote, Stage } from '../composed-object.ts';
import { appFiles, encryptedFiles, folderFiles, folderPath, printObject, repositoryPath, syncFiles } from './files.ts';
import { printGuide } from './guide.ts';
import type { Layout, PlacedSystem, TextFile } from './layout.ts';

/** A stage, the file of the cluster's folder that its object stands in, and what lies in its own folder. */
interface BuiltStage {
  readonly stage: Stage;
  readonly file: string;
  readonly why: string;
  readonly decrypt?: boolean;
  readonly files: readonly TextFile[];
}

/**
 * The layout `clusters`: a folder for each cluster with the stages `infrastructure-controllers` → `infrastructure-configs` → `apps`, which
 * clusters may share; each app is a stage of its own. Sources of charts lie beside the releases that use them. A stage without objects does not exist.
 */
export const layout: Layout = {
  id: 'clusters',
  place: ({ lab, plan }, systems, roles) => {
    const cluster = repositoryPath(lab, 'clusters', lab.repository.cluster ?? lab.name);
    const built = inOrder([controllerStage(lab, systems), configStage(lab, systems), appStages(lab, systems)]);
    const stages = built.map(({ stage }) => stage);
    const objects = new Map<string, ComposedObject[]>();
    for (const { stage, file, why, decrypt } of built) {
      const object = roles.delivery.stage(stage, { why, decrypt });
      objects.set(file, [...(objects.get(file) ?? []), object]);
    }
    const secrets = systems.flatMap(({ parts }) => parts.secrets ?? []);
    const start = roles.delivery.guide.start(cluster);
    const guides = systems.flatMap(({ parts }) => parts.guide ?? []);
    const text = printGuide({ lab, plan }, { stages, secrets, guides, roles, start });
    return {
      stages,
      guide: { path: posix.join(cluster, 'README.md'), text },
      folders: foldersOf(lab),
      files: [
        ...[...objects].map(([file, all]): TextFile => [posix.join(cluster, file), all.map(printObject).join('---\n')]),
        ...syncFiles(roles, cluster),
        ...built.flatMap(({ files }) => files),
      ],
    };
  },
};

const foldersOf = (lab: LabCore): FolderNote[] => [
  { path: repositoryPath(lab, 'clusters'), holds: 'a folder for each cluster: its stages' },
  { path: repositoryPath(lab, 'infrastructure', 'controllers'), holds: 'what brings each system up' },
  { path: repositoryPath(lab, 'infrastructure', 'configs'), holds: 'what configures each system once it is up' },
  { path: repositoryPath(lab, 'apps'), holds: 'the apps, a folder each' },
];

/** One part after the other; the stages of one part do not wait for each other. */
function inOrder(parts: readonly (readonly BuiltStage[])[]): readonly BuiltStage[] {
  let before: readonly string[] = [];
  return parts.flatMap((stages) => {
    const dependsOn = before;
    if (stages.length > 0) before = stages.map(({ stage }) => stage.name);
    return stages.map((built) => ({ ...built, stage: { ...built.stage, dependsOn } }));
  });
}

/** A folder with a folder for each of some names, and the files that are in them. */
function indexed(path: string, names: readonly string[], files: readonly TextFile[]): readonly TextFile[] {
  return [...folderFiles(path, [], names), ...files];
}

function controllerStage(lab: LabCore, systems: readonly PlacedSystem[]): BuiltStage[] {
  const path = repositoryPath(lab, 'infrastructure', 'controllers');
  const placed = withOwnSources(systems).filter(({ objects }) => objects.length > 0);
  if (placed.length === 0) return [];
  const files = placed.flatMap(({ id, objects, encrypted }) => {
    const folder = posix.join(path, id);
    return folderFiles(
      folder,
      objects,
      encrypted.map((file) => posix.relative(folder, folderPath(file))),
    );
  });
  return [
    {
      stage: { name: 'infrastructure-controllers', path, dependsOn: [] },
      file: 'infrastructure.yaml',
      why: 'Brings the controllers up, all at once; ready when their pods are.',
      decrypt: placed.some(({ encrypted }) => encrypted.length > 0),
      files: indexed(
        path,
        placed.map(({ id }) => id),
        files,
      ),
    },
  ];
}

/** What brings each system up, with the sources it uses before it; a source of two systems lies beside the first. */
function withOwnSources(systems: readonly PlacedSystem[]) {
  const seen = new Set<string>();
  return systems.map((system) => {
    const { id, parts } = system;
    const sources = parts.sources.filter(({ file }) => !seen.has(file));
    for (const { file } of sources) seen.add(file);
    return {
      id,
      encrypted: encryptedFiles(system, 'controller'),
      objects: [...sources.map((source) => ({ ...source, file: `source-${source.file}` })), ...parts.controller],
    };
  });
}

function configStage(lab: LabCore, systems: readonly PlacedSystem[]): BuiltStage[] {
  const path = repositoryPath(lab, 'infrastructure', 'configs');
  const placed = systems.filter(({ parts }) => parts.config.length > 0);
  if (placed.length === 0) return [];
  const files = placed.flatMap((system) => {
    const folder = posix.join(path, system.id);
    const also = encryptedFiles(system, 'config').map((file) => posix.relative(folder, folderPath(file)));
    return folderFiles(folder, system.parts.config, also);
  });
  return [
    {
      stage: { name: 'infrastructure-configs', path, dependsOn: [] },
      file: 'infrastructure.yaml',
      why: 'Configures them. Apart from the controllers, because these kinds exist only once they run.',
      decrypt: placed.some((system) => encryptedFiles(system, 'config').length > 0),
      files: indexed(
        path,
        placed.map(({ id }) => id),
        files,
      ),
    },
  ];
}

/** A stage for each app, so that one that does not come up holds up no other. */
const appStages = (lab: LabCore, systems: readonly PlacedSystem[]): BuiltStage[] =>
  systems
    .flatMap(({ parts }) => parts.apps)
    .map((app): BuiltStage => {
      const path = repositoryPath(lab, 'apps', app.name);
      return {
        stage: { name: `app-${app.name}`, path, dependsOn: [] },
        file: 'apps.yaml',
        why: `The app ${app.name}: by itself, so that it holds up no other app.`,
        files: appFiles(path, app),
        decrypt: app.encrypted !== undefined,
      };
    });
