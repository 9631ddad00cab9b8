import type { LabRule } from '../check/rule.ts';

/** What is known of the versions of one program. */
export interface KnownVersions<Program extends string> {
  /** Its field under `versions`. */
  readonly field: Program;
  /** What it is called in a sentence: `the MetalLB chart`. */
  readonly what: string;
  /** Versions that the model was compared with, newest first. */
  readonly versions: readonly string[];
  /** Which versions the model covers, in words: `0.14 and 0.16`. */
  readonly covered: string;
  readonly supports: (version: string) => boolean;
  readonly examples: LabRule['examples'];
}

/** The known version whose numbers are nearest, the newer of two equally near ones. */
function nearestVersion(version: string, known: readonly string[]): string | undefined {
  const wanted = numbersOf(version);
  const distance = (other: string): readonly number[] => numbersOf(other).map((n, i) => Math.abs(n - (wanted[i] ?? 0)));
  return [...known].sort((a, b) => compareNumbers(distance(a), distance(b)))[0];
}

const numbersOf = (version: string): readonly number[] =>
  version.replace(/^v/, '').split(/[.+-]/).slice(0, 3).map(Number);

const compareNumbers = (a: readonly number[], b: readonly number[]): number =>
  a.map((n, i) => n - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;

/** A version that nothing is known of: neither that it exists nor what it installs. */
export const versionNotKnown = <Program extends string>({
  field,
  what,
  versions,
  covered,
  supports,
  examples,
}: KnownVersions<Program>): LabRule<{ readonly versions: Readonly<Record<Program, string>> }> => ({
  id: `${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-version-not-known`,
  needs: 'lab',
  examples,
  severity: 'unknown',
  summary: `The version of ${what} is none that Gatehouse knows.`,
  why: `what ${what} does differs from version to version; Gatehouse knows ${covered}, compared with upstream's ${versions.join(', ')}`,
  check: (lab) => {
    const version = lab.versions[field];
    if (supports(version)) return [];
    return [
      {
        path: ['versions', field],
        message: `versions.${field}: whether ${what} ${version} exists, and what it does, is not known; known is ${covered}`,
        knownBy: `a version that is known: write ${field}: ${nearestVersion(version, versions)}`,
      },
    ];
  },
});
