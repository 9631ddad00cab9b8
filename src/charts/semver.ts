/** A version of a chart: major, minor, patch and what comes before a release. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
  readonly text: string;
}

const pattern = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Reads a version; missing parts count as 0 (Masterminds/semver NewVersion). */
export function readVersion(text: string): Version | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  const [, major, minor = '0', patch = '0', pre] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre?.split('.') ?? [], text: text.trim() };
}

/** Order of versions; what comes before a release is lower than it. */
export function compareVersions(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] - b.numbers[i];
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const order = compareIdentifiers(a.pre[i], b.pre[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [left, right] = [Number(a), Number(b)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  if (!Number.isNaN(left) || !Number.isNaN(right)) return Number.isNaN(left) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

type Test = (version: Version) => boolean;

/** The test of a range such as `41.x`, `>=1.2 <2 || ^3`, `1.2 - 1.4`; undefined when it is none (Masterminds/semver NewConstraint). */
export function readRange(range: string): Test | undefined {
  const any: Test[] = [];
  for (const part of range.split('||')) {
    const hyphen = part.replaceAll(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2');
    const terms = hyphen
      .replaceAll(/([<>=!~^]+)\s+/g, '$1')
      .split(/[\s,]+/)
      .filter(Boolean);
    const all = terms.map(readTerm);
    if (terms.length === 0 || all.some((test) => !test)) return undefined;
    const wantsPre = terms.some((term) => term.includes('-'));
    any.push((version) => (wantsPre || version.pre.length === 0) && all.every((test) => test!(version)));
  }
  return (version) => any.some((test) => test(version));
}

function readTerm(term: string): Test | undefined {
  const match =
    /^(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^)?v?([\dxX*]+)(?:\.([\dxX*]+))?(?:\.([\dxX*]+))?(-[0-9A-Za-z.-]+)?$/.exec(term);
  if (!match) return undefined;
  const [, operator = '=', ...rest] = match;
  const parts = rest.slice(0, 3).map((part) => (part === undefined || /[xX*]/.test(part) ? undefined : Number(part)));
  const wild = parts.indexOf(undefined);
  const given = wild < 0 ? 3 : wild;
  const low = readVersion(`${parts.slice(0, given).concat([0, 0, 0]).slice(0, 3).join('.')}${rest[3] ?? ''}`)!;
  return compareTo(operator, low, given);
}

/** Tests against a lower bound of which `given` parts were written: the others may be anything. */
function compareTo(operator: string, low: Version, given: number): Test {
  const atLeast: Test = (version) => compareVersions(version, low) >= 0;
  const inParts = (count: number): Test => {
    const above = low.numbers.map((n, i) => (i < count - 1 ? n : i === count - 1 ? n + 1 : 0)) as [
      number,
      number,
      number,
    ];
    const limit: Version = { numbers: above, pre: [], text: '' };
    return (version) => atLeast(version) && (count === 0 || compareVersions({ ...version, pre: [] }, limit) < 0);
  };
  const inside = given === 3 ? (version: Version) => compareVersions(version, low) === 0 : inParts(given);
  switch (operator) {
    case '!=':
      return (version) => !inside(version);
    case '>':
      return (version) => atLeast(version) && !inside(version);
    case '>=':
    case '=>':
      return atLeast;
    case '<':
      return (version) => !atLeast(version);
    case '<=':
    case '=<':
      return (version) => !atLeast(version) || inside(version);
    case '~':
    case '~>':
      return inParts(Math.min(given, 2));
    case '^':
      return inParts(caretParts(low, given));
    default:
      return inside;
  }
}

/** A caret keeps everything up to the first part that is not 0. */
function caretParts({ numbers }: Version, given: number): number {
  const first = numbers.findIndex((n) => n !== 0);
  return first < 0 ? given : Math.min(first + 1, Math.max(given, 1));
}

/** The newest of the versions that a range allows. */
export function newestIn(range: string, versions: readonly string[]): string | undefined {
  const test = readRange(range);
  if (!test) return undefined;
  return versions
    .map(readVersion)
    .filter((version): version is Version => version !== undefined && test(version))
    .sort((a, b) => compareVersions(b, a))[0]?.text;
}
