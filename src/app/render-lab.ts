import { dirname, join } from 'node:path';
import { GatehouseError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { repositoryFolder } from './kept-files.ts';
import { loadSubject } from './load-subject.ts';
import { type RenderResult, renderTree } from './render-tree.ts';
import { schemaVersion } from './up-report.ts';

/** What `gatehouse render` did, or with `check` would do. */
export interface RenderReport {
  readonly schemaVersion: typeof schemaVersion;
  readonly lab: string;
  readonly findings: readonly Finding[];
  /** Undefined when the lab has errors: nothing was composed. */
  readonly result?: RenderResult;
  readonly checked: boolean;
  /** 0 written or up to date, 1 would change or has errors. */
  readonly exitCode: number;
}

/** Composes the lab at a path and writes its repository; `out` defaults to `repository` beside the lab file. */
export async function render(
  path: string,
  options: { readonly out?: string; readonly check?: boolean; readonly force?: boolean },
): Promise<RenderReport> {
  const subject = await loadSubject(path);
  if (!subject.lab && subject.usable) {
    throw new GatehouseError(`${path} holds no lab.yaml`, { hint: 'name a lab file; `gatehouse init` writes one' });
  }
  const checked = options.check === true;
  const base = { schemaVersion, lab: subject.name, findings: subject.findings, checked } as const;
  if (!subject.usable) return { ...base, exitCode: 1 };
  const out = options.out ?? join(dirname(subject.path), repositoryFolder);
  const result = renderTree(subject.composed, out, { check: checked, force: options.force });
  return { ...base, result, exitCode: checked && result.differs ? 1 : 0 };
}
