import { readFile } from 'node:fs/promises';
import { GatehouseError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import { reachOf } from '../trace-all.ts';
import { schemaVersion } from '../up-report.ts';
import { checkPolicies } from './check-policies.ts';
import { findPolicyFile, policyFileName } from './find-policy-file.ts';
import { type PolicyReport, type PolicyResult, traceCommand } from './policy.ts';
import { type PolicyReading, parsePolicies } from './read-policies.ts';
import { suggestPolicies } from './suggest-policies.ts';

/** Holds the policies of a lab or repository against what is reachable. Rejects when there are none. */
export async function policy(path: string, options: SubjectOptions = {}): Promise<PolicyReport> {
  const subject = await loadSubject(path, options);
  const readings = await readPolicies(subject);
  if (readings.length === 0)
    throw new GatehouseError(`${path}: there is no ${policyFileName} with policies`, {
      hint: `gatehouse policy suggest ${path} > ${policyFileName}`,
    });
  const file = readings.map((reading) => reading.file).join(', ');
  const findings = readings.flatMap((reading) => reading.findings);
  const policies = (await Promise.all(readings.map((reading) => resultsOf(subject, reading)))).flat();
  return { schemaVersion, lab: subject.name, path, file, findings, policies };
}

/** What holds today, as the text of a policy file. */
export async function suggest(path: string, options: SubjectOptions = {}): Promise<string> {
  return suggestPolicies(await reachOf(await loadSubject(path, options)));
}

/** The policies of a subject as findings: what is wrong with their file, each that is broken, each of which it is not known. */
export async function policyFindings(subject: Subject): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const reading of await readPolicies(subject)) {
    const results = await resultsOf(subject, reading);
    found.push(
      ...reading.findings,
      ...results.flatMap((result) => findingOf(reading.file, result, subject.path) ?? []),
    );
  }
  return found;
}

async function resultsOf(subject: Subject, { policies }: PolicyReading): Promise<readonly PolicyResult[]> {
  if (!policies) return [];
  return checkPolicies(
    policies,
    await reachOf(
      subject,
      policies.hosts.flatMap(({ host }) => host),
    ),
  );
}

function findingOf(
  file: string,
  { about, demand, state, message = '', line, request }: PolicyResult,
  path: string,
): Finding | undefined {
  const common = {
    code: `policy-${state}`,
    message: `${about}: ${demand}: ${message}`,
    file,
    ...(line ? { line } : {}),
  };
  const why = 'the policy stands in this file, and is held against every client address there is';
  if (state === 'not-known')
    return { ...common, severity: 'unknown', why, knownBy: 'what `gatehouse trace --all` calls not known' };
  if (state === 'holds') return undefined;
  const hint = request ? `\`${traceCommand(request, path)}\` follows the request` : 'change the one or the other';
  return { ...common, severity: 'error', why, hint };
}

/** The policies of a file of their own, then those of the lab file; none where nothing is said. */
export async function readPolicies(
  subject: Pick<Subject, 'path' | 'lab' | 'labFile'>,
): Promise<readonly PolicyReading[]> {
  const own = await findPolicyFile(subject);
  const readings = own ? [await parsePolicies(own.text, own.file)] : [];
  if (subject.lab?.policies === undefined || subject.labFile === undefined) return readings;
  return [...readings, await parsePolicies(await readFile(subject.labFile, 'utf8'), subject.labFile, true)];
}
