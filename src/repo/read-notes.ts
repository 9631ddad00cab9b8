import { compareText, type Finding } from '../core/finding.ts';

/** Findings of one kind that are told one by one; the rest is counted. */
const toldOfAKind = 20;

/** What is said about a reading: each problem at its place, and in one line what was passed over on purpose. */
export class ReadNotes {
  readonly #findings: Finding[] = [];
  readonly #told = new Map<string, number>();
  readonly #passedOver = new Map<string, string[]>();

  /** A problem at a place; of a kind that is met often, the first ones only. */
  report(finding: Finding): void {
    const told = (this.#told.get(finding.code) ?? 0) + 1;
    this.#told.set(finding.code, told);
    if (told <= toldOfAKind) this.#findings.push(finding);
  }

  /** Something that is not read by rule, e.g. `repositories inside`. */
  passOver(what: string, path: string): void {
    const paths = this.#passedOver.get(what);
    if (paths) paths.push(path);
    else this.#passedOver.set(what, [path]);
  }

  /** All that is to be said. */
  findings(): readonly Finding[] {
    const more = [...this.#told].filter(([, told]) => told > toldOfAKind);
    return [
      ...this.#findings,
      ...more.map(([code, told]): Finding => {
        const message = `${told - toldOfAKind} more of this kind are not listed`;
        return { code, severity: 'info', message, file: '.' };
      }),
      ...this.#summary(),
    ];
  }

  #summary(): readonly Finding[] {
    if (this.#passedOver.size === 0) return [];
    const kinds = [...this.#passedOver].sort(([a], [b]) => compareText(a, b));
    const message = `passed over: ${kinds.map(([what, paths]) => `${what}: ${printPaths(paths)}`).join('; ')}`;
    const hint = 'name such a folder itself to read what is in it';
    return [{ code: 'reading-passed-over', severity: 'info', message, file: '.', hint }];
  }
}

function printPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, 3).join(', ');
  return paths.length > 3 ? `${shown} and ${paths.length - 3} more` : shown;
}
