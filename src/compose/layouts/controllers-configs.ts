import { posix } from 'node:path';
import type { LabCore } from '../../lab/lab-core.ts';
import type { FolderNote, Stage } from '../composed-object.ts';
import { appFiles, encryptedFiles, folderFiles, folderPath, printObject, repositoryPath, syncFiles } from './files.ts';
import { printGuide } from './guide.ts';
import type { Layout, PlacedSystem, TextFile } from './layout.ts';
import { createStageOrder } from './stage-order.ts';

interface BuiltStage {
  readonly stage: Stage;
  readonly why: string;
  readonly decrypt?: boolean;
  readonly files: readonly TextFile[];
}

const sourcesStage = 'sources';
const controllerStage = (id: string) => `${id}-infra`;
const configStage = (id: string) => `${id}-infra-config`;

/**
 * The layout `controllers-configs`: one object of the delivery per stage in the cluster folder, sources first, `<system>-infra` before
 * `<system>-infra-config`, apps last. Stages that need nothing of each other come up side by side. A stage without objects does not exist.
 */
export const layout: Layout = {
  id: 'controllers-configs',
  place: ({ lab, plan }, systems, roles) => {
    const built = builtStages(lab, systems);
    const cluster = repositoryPath(lab, lab.repository.folders.cluster);
    const objects = built.map(({ stage, why, decrypt }) => roles.delivery.stage(stage, { why, decrypt }));
    const stages = built.map(({ stage }) => stage);
    const secrets = systems.flatMap(({ parts }) => parts.secrets ?? []);
    const guides = systems.flatMap(({ parts }) => parts.guide ?? []);
    const start = roles.delivery.guide.start(cluster);
    const text = printGuide({ lab, plan }, { stages, secrets, guides, roles, start });
    return {
      stages,
      guide: { path: posix.join(cluster, 'README.md'), text },
      folders: foldersOf(lab),
      files: [
        // No kustomization.yaml here: what delivers has a folder of its own beside these files, and finds all of them by itself.
        ...objects.map((object): TextFile => [posix.join(cluster, object.file), printObject(object)]),
        ...syncFiles(roles, cluster),
        ...built.flatMap(({ files }) => files),
      ],
    };
  },
};

const foldersOf = (lab: LabCore): FolderNote[] => {
  const { cluster, sources, controllers, configs, apps } = lab.repository.folders;
  const at = (folder: string, holds: string) => ({ path: repositoryPath(lab, folder), holds });
  return [
    at(cluster, 'the stages: what is brought up after what'),
    at(sources, 'where charts come from'),
    at(controllers, 'what brings each system up'),
    at(configs, 'what configures each system once it is up'),
    at(apps, 'the apps, a folder each'),
  ];
};

function sourceStages(lab: LabCore, systems: readonly PlacedSystem[]): BuiltStage[] {
  const byFile = new Map(systems.flatMap(({ parts }) => parts.sources).map((source) => [source.file, source]));
  const sources = [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  if (sources.length === 0) return [];
  const path = repositoryPath(lab, lab.repository.folders.sources);
  return [
    {
      stage: { name: sourcesStage, path, dependsOn: [] },
      why: 'All Helm repositories. A stage of their own: every release below may use any of them.',
      files: folderFiles(path, sources),
    },
  ];
}

/** The stages of all systems, each waiting for what it needs and for nothing else. */
function builtStages(lab: LabCore, systems: readonly PlacedSystem[]): readonly BuiltStage[] {
  const built = sourceStages(lab, systems);
  const order = createStageOrder(built.map(({ stage }) => stage.name));
  for (const system of systems) {
    const { controller, config, apps } = system.parts;
    const add = (part: 'controller' | 'config', stage: Omit<BuiltStage, 'stage'> & { name: string; path: string }) => {
      const { name, path, ...rest } = stage;
      built.push({ ...rest, stage: { name, path, dependsOn: order.place(system, part, name) } });
    };
    if (controller.length > 0) add('controller', controllerPart(lab, system));
    if (config.length > 0) add('config', configPart(lab, system));
    if (apps.length > 0) add('config', appsPart(lab, system));
    order.close(system);
  }
  return built;
}

function controllerPart(lab: LabCore, system: PlacedSystem) {
  const { id, parts } = system;
  const path = repositoryPath(lab, lab.repository.folders.controllers, id);
  const encrypted = encryptedFiles(system, 'controller');
  const also = encrypted.map((file) => posix.relative(path, folderPath(file)));
  const why = `Brings ${id} up; ready when its pods are.`;
  const files = folderFiles(path, parts.controller, also);
  return { name: controllerStage(id), path, why, files, decrypt: encrypted.length > 0 };
}

function configPart(lab: LabCore, system: PlacedSystem) {
  const { id, parts } = system;
  const path = repositoryPath(lab, lab.repository.folders.configs, id);
  const encrypted = encryptedFiles(system, 'config');
  const also = encrypted.map((file) => posix.relative(path, folderPath(file)));
  const why = `Configures ${id}. Apart from its controller, because these kinds exist only once it runs.`;
  const files = folderFiles(path, parts.config, also);
  return { name: configStage(id), path, why, files, decrypt: encrypted.length > 0 };
}

function appsPart(lab: LabCore, { id, parts }: PlacedSystem) {
  const path = repositoryPath(lab, lab.repository.folders.apps);
  const why = 'The apps, last: they find addresses, routes and certificates in place.';
  const index = folderFiles(
    path,
    [],
    parts.apps.map(({ name }) => name),
  );
  const folders = parts.apps.flatMap((app) => appFiles(posix.join(path, app.name), app));
  const decrypt = parts.apps.some(({ encrypted }) => encrypted !== undefined);
  return { name: id, path, why, files: [...index, ...folders], ...(decrypt && { decrypt }) };
}
