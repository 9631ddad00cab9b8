import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import type { CheckReport } from '../../app/check-report.ts';
import { groupCauses } from '../../check/causes.ts';
import type { Finding } from '../../core/finding.ts';
import { plainStyle } from '../style.ts';
import type { FormatInput } from './format.ts';
import { formats } from './index.ts';

const failed: Finding = {
  code: 'pool-missing',
  severity: 'error',
  message: 'there is no pool lan',
  object: 'Service/media/app',
  file: 'apps/media/service.yaml',
  line: 12,
  column: 5,
  excerpt: '    metallb.io/address-pool: lan',
  why: 'a Service that asks for a pool that is not there gets none (allocator.go)',
  hint: 'name a pool that is there',
};
const advised = (name: string): Finding => ({
  code: 'retries-missing',
  severity: 'warning',
  message: 'one failed install is final',
  object: `HelmRelease/media/${name}`,
  file: `apps/${name}.yaml`,
  line: 7,
  hint: 'set retries',
});
const open: Finding = {
  code: 'chart-not-known',
  severity: 'unknown',
  message: 'what it installs',
  knownBy: 'its chart',
};
const noted: Finding = { code: 'yaml-syntax', severity: 'info', message: 'no object', file: 'lab/lab.yaml', line: 1 };
/** All that a name or message of a stranger may hold. */
const hostile = '\u001b[2J<b>&"\'|`]]>%0A::error::\r\n## @you, [x](y): a,b\u0000\ud800\t*_';
const evil: Finding = {
  ...failed,
  message: hostile,
  object: `Pod/${hostile}`,
  file: hostile,
  excerpt: hostile,
  hint: hostile,
};

function input(findings: readonly Finding[], more: Partial<FormatInput> = {}): FormatInput {
  const causes = groupCauses(findings, { rules: [], objects: [] });
  const report: CheckReport = {
    schemaVersion: 1,
    name: 'home',
    root: '/home/me/lab/repository',
    lab: 'lab/lab.yaml',
    objects: 9,
    fixable: 0,
    findings,
    causes,
    charts: [],
    coverage: { kustomizations: { total: 1, followed: 1 }, releases: { total: 0, followed: 0 }, notFollowed: [] },
  };
  const rules = [{ id: 'pool-missing', severity: 'error', summary: 'A pool is missing.', why: 'x.go' } as const];
  return { report, rules, version: '1.2.3', cwd: '/home/me', width: 80, style: plainStyle, ...more };
}

const usual = [failed, advised('a'), advised('b'), open, noted];
const printAs = (id: string, findings: readonly Finding[], more: Partial<FormatInput> = {}): string =>
  formats
    .find((format) => format.id === id)!
    .print(input(findings, more))
    .join('\n');

test('every file of the folder is registered under its name', () => {
  const files = readdirSync('src/report/formats').filter((file) => !/^(format|index)\.ts$|\.test\.ts$/.test(file));
  expect(formats.map(({ id }) => `${id}.ts`)).toEqual(files.sort());
});

describe.each(formats)('the format $id', ({ id, says, print }) => {
  it('says what it is for, as its page does, and prints the same each time', () => {
    expect(readFileSync('docs/reference/formats.md', 'utf8')).toContain(
      `| \`${id}\` | ${says.split('; the same')[0]} |`,
    );
    expect(says).toMatch(/^[a-zA-Z ]+:/);
    expect(print(input(usual))).toEqual(print(input(usual)));
  });

  it.each([
    ['nothing', []],
    ['what is usual', usual],
    ['what a stranger wrote', [evil]],
  ])('prints %s without steering a terminal', (_, findings) => {
    const text = print(input(findings)).join('\n');
    expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(text.trim()).not.toBe('');
  });

  it('tells every rule that found something', () => {
    const text = printAs(id, usual);
    for (const { code } of usual) expect(text).toContain(code);
  });
});

describe('GitHub annotations', () => {
  it('are a line for each error and for each other cause, with the path in the checkout', () => {
    expect(printAs('github', usual).split('\n')).toMatchInlineSnapshot(`
      [
        "::error file=lab/repository/apps/media/service.yaml,line=12,col=5,title=pool-missing::Service/media/app: there is no pool lan%0Awhy: a Service that asks for a pool that is not there gets none (allocator.go)%0Ado: name a pool that is there",
        "::warning file=lab/repository/apps/a.yaml,line=7,title=retries-missing::HelmRelease/media/a: one failed install is final (and 1 more)%0Ado: set retries",
        "::notice title=not known%3A chart-not-known::what it installs%0Aknown by: its chart",
        "::notice file=lab/lab.yaml,line=1,title=yaml-syntax::no object",
        "home: 1 error, 2 warnings, 1 not known, 1 note",
      ]
    `);
  });

  it('escape what would end them or start another', () => {
    const [line, ...more] = printAs('github', [evil], { quiet: true }).split('\n');
    expect(more).toEqual([]);
    const properties = /^::error (.*?)::/
      .exec(line ?? '')?.[1]
      ?.split(',')
      .map((each) => each.split('=')[0]);
    expect(properties).toEqual(['file', 'line', 'col', 'title']);
    expect(line).toContain('%250A');
  });
});

describe('JUnit', () => {
  it('has a failure for each error, and skips what is not known', () => {
    expect(printAs('junit', usual)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="gatehouse" tests="6" failures="1" errors="0" skipped="1">
        <testsuite name="gatehouse check home" tests="6" failures="1" errors="0" skipped="1">
          <testcase classname="gatehouse" name="home is read and judged"/>
          <testcase classname="pool-missing" name="Service/media/app: there is no pool lan" file="lab/repository/apps/media/service.yaml" line="12">
            <failure type="pool-missing" message="there is no pool lan">error: there is no pool lan&#10;at: apps/media/service.yaml:12:5&#10;why: a Service that asks for a pool that is not there gets none (allocator.go)&#10;do: name a pool that is there</failure>
          </testcase>
          <testcase classname="retries-missing" name="HelmRelease/media/a: one failed install is final" file="lab/repository/apps/a.yaml" line="7">
            <system-out>warning: one failed install is final&#10;at: apps/a.yaml:7&#10;do: set retries</system-out>
          </testcase>
          <testcase classname="retries-missing" name="HelmRelease/media/b: one failed install is final" file="lab/repository/apps/b.yaml" line="7">
            <system-out>warning: one failed install is final&#10;at: apps/b.yaml:7&#10;do: set retries</system-out>
          </testcase>
          <testcase classname="chart-not-known" name="what it installs">
            <skipped message="not known: what it installs&#10;known by: its chart"/>
          </testcase>
          <testcase classname="yaml-syntax" name="no object" file="lab/lab.yaml" line="1">
            <system-out>note: no object&#10;at: lab/lab.yaml:1</system-out>
          </testcase>
        </testsuite>
      </testsuites>"
    `);
  });

  it('is well-formed whatever names hold', () => {
    expect(namesOfElements(printAs('junit', [evil, open]))).toEqual([
      ...['testsuites', 'testsuite', 'testcase', 'testcase', 'failure', 'testcase', 'skipped'],
    ]);
  });
});

describe('Markdown', () => {
  it('is a table of errors, with all else folded', () => {
    expect(printAs('markdown', usual)).toMatchInlineSnapshot(`
      "### Gatehouse: home, 1 error, 2 warnings, 1 not known, 1 note

      **Errors**

      | rule | what | where | what to do |
      | --- | --- | --- | --- |
      | \`pool-missing\` | Service/media/app: there is no pool lan | \`lab/repository/apps/media/service.yaml:12\` | name a pool that is there |

      <details><summary>Warnings: 2, of 1 cause</summary>

      | rule | what | where | what to do |
      | --- | --- | --- | --- |
      | \`retries-missing\` | 2 HelmReleases: one failed install is final | \`lab/repository/apps/a.yaml:7\` and 1 more | set retries |

      </details>

      <details><summary>Not known: 1</summary>

      | rule | what | where | what to do |
      | --- | --- | --- | --- |
      | \`chart-not-known\` | what it installs |  | known by: its chart |

      </details>

      <details><summary>Notes: 1</summary>

      | rule | what | where | what to do |
      | --- | --- | --- | --- |
      | \`yaml-syntax\` | no object | \`lab/lab.yaml:1\` |  |

      </details>"
    `);
  });

  it('keeps a cell a cell whatever names hold', () => {
    const rows = printAs('markdown', [evil])
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows.map((row) => row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length)).toEqual([6, 6, 6]);
    // In a code span nothing is markup.
    expect(rows.join('\n').replaceAll(/`[^`]*`/g, '')).not.toMatch(/<b>|@you/);
  });
});

describe('SARIF', () => {
  const log = (findings: readonly Finding[]) => JSON.parse(printAs('sarif', findings));

  it('has a result for each finding, with its rule, place and fingerprint', () => {
    const [run] = log(usual).runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      usual
        .map(({ code }) => code)
        .filter((code, i, all) => all.indexOf(code) === i)
        .sort(),
    );
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    expect(run.results[0]).toEqual({
      ruleId: 'pool-missing',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'Service/media/app: there is no pool lan\nname a pool that is there' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'lab/repository/apps/media/service.yaml' },
            region: { startLine: 12, startColumn: 5 },
          },
          logicalLocations: [{ fullyQualifiedName: 'Service/media/app', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'gatehouse/v1': expect.stringMatching(/^[0-9a-f]{16}:1$/) },
    });
  });

  it('says that what is not known is open, which is no level', () => {
    expect(log([open]).runs[0].results[0]).toMatchObject({ kind: 'open', level: 'none' });
  });

  it('tells apart what is found twice, and keeps fingerprints when lines move', () => {
    const prints = (findings: readonly Finding[]) =>
      log(findings).runs[0].results.map((result: { partialFingerprints: object }) => result.partialFingerprints);
    const moved = { ...failed, line: 40, column: 9, excerpt: 'x' };
    expect(prints([failed])).toEqual(prints([moved]));
    expect(new Set(prints([failed, moved]).map((each: object) => JSON.stringify(each))).size).toBe(2);
  });

  it('has the form that the standard asks for', () => {
    const { $schema, version, runs, ...more } = log([...usual, evil]);
    expect([version, more]).toEqual(['2.1.0', {}]);
    expect($schema).toContain('sarif-schema-2.1.0.json');
    for (const { level, locations } of runs[0].results) {
      expect(['none', 'note', 'warning', 'error']).toContain(level);
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(() => new URL(artifactLocation.uri, 'file:///')).not.toThrow();
      expect(artifactLocation.uri).toMatch(/^[!-~]+$/);
      if (region) expect(region.startLine).toBeGreaterThanOrEqual(1);
    }
  });
});

/** Names of the elements of a text, in order; throws where one is not closed or an attribute holds what it must not. */
function namesOfElements(xml: string): readonly string[] {
  const attribute = String.raw`\s[\w.-]+="(?:[^<&"]|&(?:amp|lt|gt|quot|#\d+);)*"`;
  const token = new RegExp(
    String.raw`<\?xml[^?]*\?>|<(/?)(\w+)((?:${attribute})*)\s*(/?)>|(?:[^<&]|&(?:amp|lt|gt|quot|#\d+);)+`,
    'y',
  );
  const names: string[] = [];
  const opened: string[] = [];
  for (token.lastIndex = 0; token.lastIndex < xml.length; ) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (!match) throw new Error(`no XML from ${at}: ${xml.slice(at, at + 60)}`);
    const [, closing, name, , empty] = match;
    if (name === undefined) continue;
    if (closing) {
      if (opened.pop() !== name) throw new Error(`${name} is closed where it is not open`);
    } else {
      names.push(name);
      if (!empty) opened.push(name);
    }
  }
  if (opened.length > 0) throw new Error(`not closed: ${opened.join(' ')}`);
  return names;
}
