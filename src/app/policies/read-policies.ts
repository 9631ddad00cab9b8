import * as z from 'zod';
import type { Finding } from '../../core/finding.ts';
import { openLocator } from '../../kube/yaml-locate.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { interpreted } from '../../lab/interpreted.ts';
import { PoliciesSchema } from '../../lab/policies.ts';
import { readBudget } from './outage-budget.ts';
import type { Policies } from './policy.ts';

const File = z.strictObject({ policies: PoliciesSchema });

/** Policies that stand in a file, and what is wrong with it; undefined where there is none. */
export interface PolicyReading {
  readonly file: string;
  readonly policies?: Policies;
  readonly findings: readonly Finding[];
}

/** Reads the text of such a file, or what a lab file says of it among other things; what is wrong with it is found at its line. */
export async function parsePolicies(text: string, file: string, among = false): Promise<PolicyReading> {
  const { documents, findings } = readDocuments(text, file);
  if (findings.length > 0) return { file, findings };
  const locate = await openLocator(text);
  const lineOf = (path: readonly (string | number)[]) => locate(0, path)?.line;
  const whole = (documents[0]?.value ?? {}) as { readonly policies?: unknown };
  const parsed = File.safeParse(among ? { policies: whole.policies ?? {} } : whole, interpreted);
  if (!parsed.success) {
    return {
      file,
      findings: parsed.error.issues.map((issue) => ({
        code: 'policy-file-invalid',
        severity: 'error',
        message: `${issue.path.join('.') || 'the file'}: ${messageOf(issue)}`,
        file,
        line: lineOf(issue.path.map((step) => (typeof step === 'number' ? step : String(step)))),
        hint: '`gatehouse policy suggest` writes a file with all fields',
      })),
    };
  }
  const { hosts, nobodys, outage } = parsed.data.policies;
  const policies: Policies = {
    file,
    hosts: hosts.map((each, i) => ({
      ...each,
      host: listOf(each.host),
      from: each.from === undefined ? undefined : listOf(each.from),
      always: each.always === undefined ? undefined : listOf(each.always),
      login: each.login === undefined || each.login === true ? each.login : listOf(each.login),
      outage: each.outage === undefined ? undefined : readBudget(each.outage),
      line: lineOf(['policies', 'hosts', i]),
      outageLine: lineOf(['policies', 'hosts', i, 'outage']),
    })),
    outage: outage === undefined ? undefined : readBudget(outage),
    outageLine: lineOf(['policies', 'outage']),
    nobodys: listOf(nobodys ?? []),
    nobodysLine: lineOf(['policies', 'nobodys']),
  };
  return { file, policies, findings: [] };
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Of several readings of a value the last one says what lists and texts have in common. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_union' ? (issue.errors.flat().at(0)?.message ?? issue.message) : issue.message;
