import * as z from 'zod';
import { parseRange } from '../../core/address.ts';
import type { Finding } from '../../core/finding.ts';
import { openLocator } from '../../kube/yaml-locate.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import type { Policies } from './policy.ts';

const words = ['everyone', 'nobody', 'lab', 'trusted', 'private'];
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
const network = z.string().refine((text) => words.includes(text) || parseRange(text) !== undefined, {
  error: `must be ${words.join(', ')}, an address, a CIDR or a range first-last`,
});
const range = z.string().refine((text) => parseRange(text) !== undefined, {
  error: 'must be an address, a CIDR or a range first-last',
});
const Host = z.strictObject({
  host: oneOrMore(z.string().min(1)),
  from: oneOrMore(network).optional(),
  always: oneOrMore(network).optional(),
  login: z.union([z.literal(true), oneOrMore(z.string().min(1))]).optional(),
  certificate: z
    .string()
    .regex(/^[^/]+\/[^/]+$/, 'must be namespace/name of a Secret')
    .optional(),
});
const File = z.strictObject({
  policies: z.strictObject({ hosts: z.array(Host).default([]), nobodys: oneOrMore(range).optional() }),
});

/** Policies that stand in a file, and what is wrong with it; undefined where there is none. */
export interface PolicyReading {
  readonly file: string;
  readonly policies?: Policies;
  readonly findings: readonly Finding[];
}

/** Reads the text of such a file; what is wrong with it is found at its line. */
export async function parsePolicies(text: string, file: string): Promise<PolicyReading> {
  const { documents, findings } = readDocuments(text, file);
  if (findings.length > 0) return { file, findings };
  const locate = await openLocator(text);
  const lineOf = (path: readonly (string | number)[]) => locate(0, path)?.line;
  const parsed = File.safeParse(documents[0]?.value ?? {});
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
  const { hosts, nobodys } = parsed.data.policies;
  const policies: Policies = {
    file,
    hosts: hosts.map((each, i) => ({
      ...each,
      host: listOf(each.host),
      from: each.from === undefined ? undefined : listOf(each.from),
      always: each.always === undefined ? undefined : listOf(each.always),
      login: each.login === undefined || each.login === true ? each.login : listOf(each.login),
      line: lineOf(['policies', 'hosts', i]),
    })),
    nobodys: listOf(nobodys ?? []),
    nobodysLine: lineOf(['policies', 'nobodys']),
  };
  return { file, policies, findings: [] };
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Of several readings of a value the last one says what lists and texts have in common. */
const messageOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_union' ? (issue.errors.flat().at(0)?.message ?? issue.message) : issue.message;
