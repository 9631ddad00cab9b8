import { posix } from 'node:path';
import type { LabCore } from '../../lab/lab-core.ts';
import type { FolderNote, Stage } from '../composed-object.ts';
import { appFiles, encryptedFiles, folderFiles, folderPath, printObject, repositoryPath } from './files.ts';
import { printGuide } from './guide.ts';
import type { Layout, PlacedSystem, TextFile } from './layout.ts';

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
 * The layout `controllers-configs`: one object of the delivery per stage in the cluster folder, `<system>-infra` before
 * `<system>-infra-config` before the next system, sources first and apps last. A stage without objects does not exist.
 */
export const layout: Layout = {
  id: 'controllers-configs',
  place: ({ lab, plan }, systems, roles) => {
    const last = new Map<string, readonly string[]>();
    const built: BuiltStage[] = sourceStages(lab, systems);
    const first = built.map(({ stage }) => stage.name);
    for (const system of systems) {
      const before = system.after.flatMap((id) => last.get(id) ?? []);
      const stages = systemStages(lab, system, before.length > 0 ? before : first);
      built.push(...stages);
      last.set(system.id, stages.length > 0 ? [stages.at(-1)!.stage.name] : before);
    }
    const cluster = repositoryPath(lab, lab.repository.folders.cluster);
    const objects = [
      roles.delivery.source(),
      ...built.map(({ stage, why, decrypt }) => roles.delivery.stage(stage, { why, decrypt })),
    ];
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
        // No kustomization.yaml here: what delivers may add a folder of its own beside these files, and finds all of them by itself.
        ...objects.map((object): TextFile => [posix.join(cluster, object.file), printObject(object)]),
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

function systemStages(lab: LabCore, system: PlacedSystem, before: readonly string[]): BuiltStage[] {
  const stages: BuiltStage[] = [];
  const add = (stage: Omit<BuiltStage, 'stage'> & { name: string; path: string }) => {
    const dependsOn = stages.length > 0 ? [stages.at(-1)!.stage.name] : before;
    stages.push({ ...stage, stage: { name: stage.name, path: stage.path, dependsOn } });
  };
  const { controller, config, apps } = system.parts;
  if (controller.length > 0) add(controllerPart(lab, system));
  if (config.length > 0) add(configPart(lab, system));
  if (apps.length > 0) add(appsPart(lab, system));
  return stages;
}

function controllerPart(lab: LabCore, { id, parts }: PlacedSystem) {
  const path = repositoryPath(lab, lab.repository.folders.controllers, id);
  const why = `Brings ${id} up; ready when its pods are.`;
  return { name: controllerStage(id), path, why, files: folderFiles(path, parts.controller) };
}

function configPart(lab: LabCore, system: PlacedSystem) {
  const { id, parts } = system;
  const path = repositoryPath(lab, lab.repository.folders.configs, id);
  const encrypted = encryptedFiles(system);
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
