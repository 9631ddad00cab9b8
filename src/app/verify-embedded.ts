import { hasErrors } from '../core/finding.ts';
import type { SubjectOptions } from './load-subject.ts';
import { nothingToFollow } from './nothing-to-follow.ts';
import { up } from './up.ts';
import { schemaVersion, type UpReport } from './up-report.ts';
import type { VerifyReport, VerifyRow } from './verify-report.ts';

/** Brings a lab or repository up in the embedded cluster and asks for everything that is promised, as `up` does. Rejects when interrupted. */
export async function verifyEmbedded(
  path: string,
  options: SubjectOptions,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { report } = await up(path, { ...options, keep: false, onProgress: () => undefined, signal });
  if (report.routes.length === 0 && hasErrors(report.findings)) throw nothingToFollow(path, 'up');
  const notCompared = report.findings.filter(({ severity }) => severity === 'unknown').map(({ message }) => message);
  return { schemaVersion, lab: report.lab, cluster: 'embedded', rows: report.routes.map(rowOf), notCompared };
}

function rowOf({ url, address, from, expected, observed, ok, object }: UpReport['routes'][number]): VerifyRow {
  const difference = { step: 'answer', expected, observed, hint: 'gatehouse up says why' } as const;
  return {
    ...{ url, address, connectedTo: 'loopback', from, expected, observed, object },
    outcome: ok ? 'kept' : 'differs',
    differences: ok ? [] : [difference],
  };
}
