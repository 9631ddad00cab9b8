import { findProgram } from '../core/find-program.ts';
import { type ProgramRun, runProgram } from './run-program.ts';
import { compareVersions, readVersion } from './semver.ts';

/** A helm that can be asked. */
export interface HelmProgram {
  readonly path: string;
  /** E.g. `3.19.0`. */
  readonly version: string;
}

const oldest = readVersion('3.12.0')!;
const tooNew = readVersion('5.0.0-0')!;
const answerSeconds = 20;

/** The helm on PATH, or why there is none to ask. */
export async function findHelm(path = process.env.PATH ?? ''): Promise<HelmProgram | { readonly missing: string }> {
  const program = await findProgram('helm', path);
  return program === undefined ? { missing: 'no helm is on PATH' } : askVersion(program);
}

/** A helm at a path, when it is of a version whose output is known: 3.12 to 4.x. */
export async function askVersion(path: string): Promise<HelmProgram | { readonly missing: string }> {
  const run = await runProgram({ program: path, args: ['version', '--short'], seconds: answerSeconds });
  const text = /v?(\d+\.\d+\.\d+[^\s+]*)/.exec(run.stdout)?.[1];
  const version = text === undefined ? undefined : readVersion(text);
  if (text === undefined || !version) return { missing: `${path} does not say its version${whyNot(run)}` };
  if (compareVersions(version, oldest) < 0 || compareVersions(version, tooNew) >= 0)
    return { missing: `helm ${text} is none of 3.12 to 4.x` };
  return { path, version: text };
}

const whyNot = ({ stderr, ended }: ProgramRun): string =>
  ended ?? (stderr.trim() === '' ? '' : `: ${stderr.trim().split('\n')[0]}`);
