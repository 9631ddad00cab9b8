import { posix } from 'node:path';
import type { PlannedLab } from '../../lab/lab-plan.ts';
import type { BesideFile } from '../composed-object.ts';
import { folderPath } from '../layouts/files.ts';
import type { PlacedLab, PlacedSystem } from '../layouts/layout.ts';
import { dnsFile } from './dns-file.ts';
import { ignoreFile } from './ignore-file.ts';
import { preCommitFile } from './pre-commit-file.ts';
import { printReadme, type ReadmeParts } from './readme.ts';
import { renovateFile } from './renovate-file.ts';
import { workflowFile } from './workflow-file.ts';

/** A file beside the manifests, and where it lies instead when a person has one of its name; nowhere when nothing is named. */
export interface ExtraFile extends BesideFile {
  readonly instead?: string;
}

/**
 * What a repository holds beside the manifests, for people and for what checks and keeps it: no cluster applies any of it. Each may be left out by the
 * lab, and each gives way to a file of a person's own.
 */
export function extraFiles(
  planned: PlannedLab,
  systems: readonly PlacedSystem[],
  placed: PlacedLab,
): readonly ExtraFile[] {
  const { extras } = planned.lab.repository;
  const dns = dnsFile(planned);
  const beside = [
    dns,
    extras.gitignore ? ignoreFile(systems) : undefined,
    extras.renovate ? renovateFile(planned.lab, systems) : undefined,
    extras.preCommit ? preCommitFile() : undefined,
    extras.workflow === 'none' ? undefined : workflowFile(planned.lab, extras.workflow),
  ].filter((file) => file !== undefined);
  return [...pages(planned, systems, placed, { beside, dns }), ...beside.map((file) => ({ ...file, yields: true }))];
}

const firstPage = 'README.md';

/** The guide: as the first page of the repository with what else people look for there, or where the layout has it. */
function pages(
  planned: PlannedLab,
  systems: readonly PlacedSystem[],
  { guide, folders }: PlacedLab,
  { beside, dns }: Pick<ReadmeParts, 'beside' | 'dns'>,
): readonly ExtraFile[] {
  if (!planned.lab.repository.extras.readme) return [{ ...guide, path: folderPath(guide.path) }];
  const text = printReadme(planned, systems, { guide: guide.text, folders, beside, dns });
  const instead = guide.path === firstPage ? posix.join('docs', firstPage) : folderPath(guide.path);
  return [{ path: firstPage, text, yields: true, instead }];
}
