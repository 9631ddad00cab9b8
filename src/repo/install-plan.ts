import type { FileTree } from '../core/file-tree.ts';
import type { Finding } from '../core/finding.ts';
import { handMade, type ReleaseByHand, readSteps, type Step, stepsFile } from '../kube/install-steps.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { printRef } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { buildFolder } from './build.ts';
import { documentsOf } from './documents.ts';
import { parentOf } from './folders.ts';

/** A step, and what it brings as far as files say. */
export interface PlannedStep {
  readonly step: Step;
  /** What a folder holds; of a release, the release itself. */
  readonly objects: readonly SourcedObject[];
  readonly release?: string;
}

/** A repository that people install by the steps of a file. */
export interface InstallPlan {
  /** The file of steps. */
  readonly file: string;
  /** The folder it lies in, which its paths start from. */
  readonly folder: string;
  readonly steps: readonly PlannedStep[];
  readonly findings: readonly Finding[];
}

/** The steps by which people install a repository, from the first file of steps; undefined where there is none. */
export function findInstallPlan(tree: FileTree): InstallPlan | undefined {
  for (const file of tree.keys()) {
    if (file.split('/').pop() !== stepsFile) continue;
    const [document] = documentsOf(tree, file)?.documents ?? [];
    const read = readSteps(document?.value);
    if (read) return planOf(tree, file, read);
  }
  return undefined;
}

function planOf(
  tree: FileTree,
  file: string,
  { steps, broken }: NonNullable<ReturnType<typeof readSteps>>,
): InstallPlan {
  const folder = parentOf(file);
  const planned = steps.map((step) => planStep(tree, { file, folder }, step));
  const findings = broken.map(
    (index): Finding => ({
      code: 'step-not-known',
      severity: 'error',
      file,
      line: 1,
      message: `steps[${index}] is none that is known`,
      why: 'nobody knows what it would do, and whether what comes after it may go on',
      hint: 'render the lab again: the file is written by Gatehouse',
    }),
  );
  return {
    file,
    folder,
    steps: planned.map(({ findings: _, ...step }) => step),
    findings: [...findings, ...planned.flatMap((each) => each.findings)],
  };
}

type Place = Pick<InstallPlan, 'file' | 'folder'>;

const within = ({ folder }: Place, path: string): string => (folder === '' ? path : `${folder}/${path}`);

function planStep(tree: FileTree, place: Place, step: Step): PlannedStep & { readonly findings: readonly Finding[] } {
  if ('apply' in step) return { step, ...buildFolder(tree, within(place, step.apply)) };
  if ('decrypt' in step) return { step, objects: [], findings: [] };
  const { values: path, name, namespace, ...chart } = step.install;
  const file = within(place, path);
  const reading = documentsOf(tree, file);
  const values = reading?.documents[0]?.value ?? {};
  const object: ReleaseByHand = {
    apiVersion: handMade,
    kind: 'Release',
    metadata: { name, namespace },
    spec: { ...chart, values: isJsonObject(values) ? (values as JsonObject & ReleaseByHand['spec']['values']) : {} },
  };
  const origin = { file: tree.has(file) ? file : place.file, line: 1, document: 0 };
  const findings: Finding[] = tree.has(file) ? [] : [missingValues(place, file)];
  return { step, objects: [{ object, origin }], release: printRef(object), findings };
}

const missingValues = ({ file }: Place, values: string): Finding => ({
  code: 'values-file-missing',
  severity: 'error',
  file,
  line: 1,
  message: `the file of values ${values} is not there`,
  why: 'helm stops: `open …: no such file or directory`',
  hint: 'render the lab again, or write the file',
});
