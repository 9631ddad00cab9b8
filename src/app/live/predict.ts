import { groupCauses } from '../../check/causes.ts';
import type { Finding } from '../../core/finding.ts';
import { objectsRules } from '../../systems/objects-rules.ts';
import { checkSubject } from '../check.ts';
import { repositoryOfSubject, type Subject } from '../load-subject.ts';
import { startPlatform } from '../platform.ts';
import { observe } from '../up.ts';
import { openWire } from '../wire.ts';
import { type Bringing, keyOf, type LiveOptions } from './bringing.ts';
import { secretsThere } from './secrets-there.ts';

/** What the embedded cluster says of a subject before it is brought anywhere. */
export interface Prediction {
  /** When each object or command was ready, in seconds from the start. */
  readonly readyAt: Bringing['predicted'];
  /** Why it is refuted, in one line; left out where it is not. What is not known refutes nothing. */
  readonly cause?: string;
  /** Of what refutes it, all. */
  readonly findings: readonly Finding[];
}

/** Checks a subject, brings it up in the embedded cluster and asks for all that it promises. Rejects when interrupted. */
export async function predict(
  subject: Subject,
  { real, signal }: Pick<LiveOptions, 'real' | 'signal'>,
): Promise<Prediction> {
  const checked = await checkSubject(subject);
  const { objects } = await repositoryOfSubject(subject);
  const there = await secretsThere(
    real,
    objects.map(({ object }) => object),
  );
  const within = { ...subject, secrets: [...subject.secrets, ...there] };
  const platform = await startPlatform(within, () => undefined, signal);
  const wire = openWire({ cluster: platform.embedded.cluster, revision: platform.embedded.revision });
  try {
    const found = [...checked, ...platform.findings];
    const report = await observe(subject, { ...platform, wire, found }, signal);
    const readyAt = new Map(
      report.convergence.flatMap((row) => (row.readyAt === undefined ? [] : [[keyOf(row), row.readyAt] as const])),
    );
    if (report.verdict !== 'refuted') return { readyAt, findings: [] };
    const findings = report.findings.filter(({ severity }) => severity === 'error');
    return { readyAt, findings, cause: await causeOf(subject, findings) };
  } finally {
    await wire.close();
    await platform.embedded.stop();
  }
}

/** The worst of what was found, in one line. */
async function causeOf(subject: Subject, findings: readonly Finding[]): Promise<string> {
  const { objects } = await repositoryOfSubject(subject);
  const [worst] = groupCauses(findings, { rules: objectsRules, objects });
  const first = worst && findings[worst.findings[0] ?? 0];
  if (!worst || !first) return 'a promise is not kept';
  const others = findings.length - 1;
  const where = first.object ?? (first.file === undefined ? '' : `${first.file}:${first.line ?? 1}`);
  return `${where}${where ? ': ' : ''}${first.message}${others > 0 ? ` (and ${others} more)` : ''}`.replace(
    /\s+/g,
    ' ',
  );
}
