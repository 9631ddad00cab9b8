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
  const reading = await readPolicies(subject);
  if (!reading)
    throw new GatehouseError(`${path}: there is no ${policyFileName} with policies`, {
      hint: `gatehouse policy suggest ${path} > ${policyFileName}`,
    });
  const common = { schemaVersion, lab: subject.name, path, file: reading.file, findings: reading.findings } as const;
  return { ...common, policies: await resultsOf(subject, reading) };
}

/** What holds today, as the text of a policy file. */
export async function suggest(path: string, options: SubjectOptions = {}): Promise<string> {
  return suggestPolicies(await reachOf(await loadSubject(path, options)));
}

/** The policies of a subject as findings: what is wrong with their file, each that is broken, each of which it is not known. */
export async function policyFindings(subject: Subject): Promise<readonly Finding[]> {
  const reading = await readPolicies(subject);
  if (!reading) return [];
  const results = await resultsOf(subject, reading);
  return [...reading.findings, ...results.flatMap((result) => findingOf(reading.file, result, subject.path) ?? [])];
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

async function readPolicies(subject: Subject): Promise<PolicyReading | undefined> {
  const found = await findPolicyFile(subject);
  return found && parsePolicies(found.text, found.file);
}
