import { readFile } from 'node:fs/promises';
import { GatehouseError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { findSubject } from '../find-subject.ts';
import { loadSubject, type Subject, type SubjectOptions } from '../load-subject.ts';
import type { ReachReport } from '../reach-report.ts';
import { runningAt } from '../running-at.ts';
import { reachOf, reachOfRunning } from '../trace-all.ts';
import { schemaVersion } from '../up-report.ts';
import { checkPolicies } from './check-policies.ts';
import { findPolicyFile, policyFileName } from './find-policy-file.ts';
import { type PolicyReport, type PolicyResult, traceCommand } from './policy.ts';
import { type PolicyReading, parsePolicies } from './read-policies.ts';
import { suggestPolicies } from './suggest-policies.ts';

/** Holds the policies of a lab or repository against what is reachable, there or where it runs. Rejects when there are none. */
export async function policy(path: string, options: SubjectOptions = {}): Promise<PolicyReport> {
  const { lab, owner, reach } = await openPolicies(path, options);
  const readings = await readPolicies(owner);
  if (readings.length === 0)
    throw new GatehouseError(`${path}: there is no ${policyFileName} with policies`, {
      hint: `gatehouse policy suggest ${path} > ${policyFileName}`,
    });
  const file = readings.map((reading) => reading.file).join(', ');
  const findings = readings.flatMap((reading) => reading.findings);
  const policies = (await Promise.all(readings.map((reading) => resultsOf(reading, reach)))).flat();
  return { schemaVersion, lab, path, file, findings, policies };
}

/** What holds today, as the text of a policy file. */
export async function suggest(path: string, options: SubjectOptions = {}): Promise<string> {
  const running = await runningAt(path, options);
  const reach = running ? await reachOfRunning(running, { path }) : await reachOf(await loadSubject(path, options));
  return suggestPolicies(reach);
}

/** What is reachable, with hosts that are asked for whether or not a route names them. */
type Reaching = (named: readonly string[]) => Promise<ReachReport>;

/** Whose policies are held against what: those of files against what comes of them; of what runs, those of the files at the path, where any are. */
async function openPolicies(
  path: string,
  options: SubjectOptions,
): Promise<{ readonly lab: string; readonly owner: PolicyOwner; readonly reach: Reaching }> {
  const running = await runningAt(path, options);
  if (!running) {
    const subject = await loadSubject(path, options);
    return { lab: subject.name, owner: subject, reach: (named) => reachOf(subject, named) };
  }
  const owner = { path, ...(options.running && (await describedAt(path))) };
  const reach: Reaching = (named) => reachOfRunning(running, owner, named);
  return { lab: running.head.context || 'snapshot', owner, reach };
}

/** The lab at a path; nothing where none is there. */
async function describedAt(path: string): Promise<Pick<Subject, 'lab' | 'labFile'>> {
  const found = await findSubject(path).catch(() => undefined);
  if (found?.lab === undefined) return {};
  const { lab, labFile } = await loadSubject(path);
  return { ...(lab && { lab }), ...(labFile !== undefined && { labFile }) };
}

/** Where policies stand, and what they are about. */
type PolicyOwner = Pick<Subject, 'path' | 'lab' | 'labFile'>;

/** The policies of a subject as findings: what is wrong with their file, each that is broken, each of which it is not known. */
export async function policyFindings(subject: Subject): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const reading of await readPolicies(subject)) {
    const results = await resultsOf(reading, (named) => reachOf(subject, named));
    found.push(
      ...reading.findings,
      ...results.flatMap((result) => findingOf(reading.file, result, subject.path) ?? []),
    );
  }
  return found;
}

async function resultsOf({ policies }: PolicyReading, reaching: Reaching): Promise<readonly PolicyResult[]> {
  if (!policies) return [];
  const reach = await reaching(policies.hosts.flatMap(({ host }) => host));
  const results = checkPolicies(policies, reach);
  const lacking = reach.unknown.find(({ object }) => object === '');
  // What may not be read may let anybody in.
  return lacking ? results.map((each) => (each.state === 'holds' ? openBecause(each, lacking.reason) : each)) : results;
}

const openBecause = (result: PolicyResult, message: string): PolicyResult => ({
  ...result,
  state: 'not-known',
  message,
});

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
export async function readPolicies(subject: PolicyOwner): Promise<readonly PolicyReading[]> {
  const own = await findPolicyFile(subject);
  const readings = own ? [await parsePolicies(own.text, own.file)] : [];
  if (subject.lab?.policies === undefined || subject.labFile === undefined) return readings;
  return [...readings, await parsePolicies(await readFile(subject.labFile, 'utf8'), subject.labFile, true)];
}
