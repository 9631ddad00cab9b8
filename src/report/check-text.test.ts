import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../app/check-report.ts';
import { groupCauses } from '../check/causes.ts';
import type { Finding } from '../core/finding.ts';
import { printCheckReport } from './check-text.ts';
import { plainStyle } from './style.ts';

const release = (index: number): Finding => ({
  code: 'retries-missing',
  severity: 'warning',
  message: `one failed install is final (${index})`,
  object: `HelmRelease/media/app-${index}`,
  file: `kubernetes/apps/media/app-${index}/app/helmrelease.yaml`,
  line: 7,
  column: 1,
  excerpt: 'spec:',
  why: 'retries default to 0 (atomic_release.go)',
  hint: 'set install.remediation.retries, e.g. to 3',
});

const broken = (index: number): Finding => ({
  code: 'pool-missing',
  severity: 'error',
  message: `there is no pool lan-${index}`,
  object: `Service/media/app-${index}`,
  file: 'kubernetes/apps/media/services.yaml',
  line: 10 + index,
  column: 5,
  excerpt: `    metallb.io/address-pool: lan-${index}`,
  why: 'a Service that asks for a pool that is not there gets no address (allocator.go)',
  hint: 'name a pool that is there',
});

const open: Finding = {
  code: 'chart-not-known',
  severity: 'unknown',
  message: `what 67 releases of 40 charts install is not known: ${Array.from({ length: 40 }, (_, i) => `chart-${i}`).join(', ')}`,
  file: 'kubernetes/apps/media/app-1/app/helmrelease.yaml',
  line: 3,
  knownBy: 'the charts, and helm on PATH',
};

function report(findings: readonly Finding[]): CheckReport {
  const rules = [{ id: 'retries-missing', together: 'set no retries: one failed install is final' }];
  const causes = groupCauses(findings, { rules, objects: [] });
  const coverage = { kustomizations: { total: 1, followed: 1 }, releases: { total: 0, followed: 0 }, notFollowed: [] };
  return { schemaVersion: 1, name: 'home', root: '.', objects: 90, fixable: 0, findings, causes, charts: [], coverage };
}

const print = (findings: readonly Finding[], options: { all?: boolean; width?: number } = {}) =>
  printCheckReport(report(findings), { width: 80, style: plainStyle, ...options });

const many = (make: (index: number) => Finding, count: number) => Array.from({ length: count }, (_, i) => make(i));

describe('the text of a check', () => {
  it('reads at 80 columns: errors with their line, advice once, what is not known at the end', () => {
    expect(
      print([...many(release, 68), broken(1), ...many(broken, 4).slice(2), open]).join('\n'),
    ).toMatchInlineSnapshot(`
      "error pool-missing  kubernetes/apps/media/services.yaml:11:5
        Service/media/app-1: there is no pool lan-1
          11 |     metallb.io/address-pool: lan-1
             |     ^
        why  a Service that asks for a pool that is not there gets no address
             (allocator.go)
        do  name a pool that is there

      error pool-missing  kubernetes/apps/media/services.yaml:12:5
        Service/media/app-2: there is no pool lan-2
          12 |     metallb.io/address-pool: lan-2
             |     ^
        why  a Service that asks for a pool that is not there gets no address
             (allocator.go)
        do  name a pool that is there

      error pool-missing  kubernetes/apps/media/services.yaml:13:5
        Service/media/app-3: there is no pool lan-3
          13 |     metallb.io/address-pool: lan-3
             |     ^
        why  a Service that asks for a pool that is not there gets no address
             (allocator.go)
        do  name a pool that is there

      warning retries-missing  kubernetes/apps/media/app-0/app/helmrelease.yaml:7:1
        68 HelmReleases set no retries: one failed install is final
          7 | spec:
            | ^
        also  HelmRelease/media/app-1, HelmRelease/media/app-2 and 65 more
        why  retries default to 0 (atomic_release.go)
        do  set install.remediation.retries, e.g. to 3

      not known chart-not-known  kubernetes/apps/media/app-1/app/helmrelease.yaml:3
        what 67 releases of 40 charts install is not known: chart-0, chart-1, chart-2,
        chart-3, chart-4, chart-5, chart-6, chart-7, chart-8, chart-9, chart-10, …
        known by  the charts, and helm on PATH

      shortened: --all shows every place and reason
      home: 90 objects, 3 errors, 68 warnings, 1 not known"
    `);
  });

  it('is no longer than 40 lines, and says what it left out', () => {
    const lines = print([...many(broken, 30), ...many(release, 200), open]);
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.startsWith('error'))).not.toEqual([]);
    expect(lines.at(-2)).toMatch(/^not shown: \d+ errors, 1 warning, 1 not known; --all shows everything$/);
    expect(lines.at(-1)).toBe('home: 90 objects, 30 errors, 200 warnings, 1 not known');
  });

  it('shows every place of everything when asked', () => {
    const lines = print([...many(release, 68), ...many(broken, 30)], { all: true });
    const text = lines.join('\n').replaceAll(/\s+/g, ' ');
    for (const { object, file } of [...many(release, 68), ...many(broken, 30)]) {
      expect(text).toContain(object);
      expect(text).toContain(file);
    }
    expect(text).not.toContain('not shown');
  });

  it('says everything of a few findings, and that nothing was found', () => {
    const text = print([broken(1)]).join('\n');
    expect(text).toContain('why');
    expect(text).not.toContain('--all');
    expect(print([])).toEqual(['home: 90 objects, no findings']);
  });

  it.each([40, 80, 120])('is wrapped at %i columns, but for names that cannot be', (width) => {
    const lines = print([...many(broken, 3), open], { width });
    expect(lines.filter((line) => line.length > width && /\S\s\S/.test(line.trim()))).toEqual([]);
  });
});
