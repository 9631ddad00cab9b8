import { readFileSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { folder } from './json-edits.ts';
import { runs } from './json-runs.ts';

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Field paths of each section's table, those of findings in place of `findings[]`. */
function documentedFields(): ReadonlyMap<string, readonly string[]> {
  const sections = readFileSync('docs/reference/json.md', 'utf8').split(/^## /m).slice(1);
  const fields = new Map(
    sections.map((section) => [
      section.slice(0, section.indexOf('\n')),
      [...section.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!),
    ]),
  );
  const findingAt = new Map(
    ['findings[]', 'fix.mended[]', 'fix.left[].finding'].map((at) => [
      at,
      fields.get('Finding')!.map((field) => `${at}.${field}`),
    ]),
  );
  return new Map([...fields].map(([name, paths]) => [name, paths.flatMap((path) => findingAt.get(path) ?? path)]));
}

const elsewhere: ReadonlySet<string> = new Set([
  ...['objects[].object', 'verification.rows[]', 'reach.rows[]', 'reach.unknown[]', 'findings.groups[].findings[]'],
  ...[
    'lab.findings[]',
    'timeline.findings[]',
    'timeline.bars[].chain[]',
    'drills.findings[]',
    'drills.lines[].course',
    'drills.skipped[]',
    'drills.unwatched[]',
  ],
  ...['symptoms.symptoms[]', 'journeys[].outcomes[]', 'changes.parts[].unknown[]'],
]);

/** The paths of all leaves of a value: `addresses[].ip`. */
function leavesOf(value: unknown, path = ''): readonly string[] {
  // An object of Kubernetes is documented elsewhere, and so are rows that another command prints, too.
  if (elsewhere.has(path)) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, path === '' ? key : `${path}.${path === 'entryPoints' ? '*' : key}`),
  );
}

const documented = documentedFields();

test('every command that prints JSON is documented', () => {
  expect([...documented.keys()]).toEqual(['Finding', ...Object.keys(runs)]);
});

test.each(Object.keys(runs))(
  'the fields of %s are those documented',
  async (command) => {
    const seen = new Set((await runs[command]!()).flatMap((report) => leavesOf(report)));
    // A mapping stands in the table beside its fields; what is wrong with a lab file is about no object, and is always known.
    const never = [
      ...(command === 'render' ? ['result', 'findings[].object'] : []),
      ...(command === 'render' ? ['findings[].knownBy'] : []),
      // What is mended is known to be wrong.
      ...['mended[]', 'left[].finding'].map((at) => `fix.${at}.knownBy`),
      // Told of charts that helm renders, and of those that could not be brought.
      ...(command === 'check' || command === 'up' ? ['charts[].from', 'charts[].notes[]'] : []),
      // A file is told of as a whole, and nothing of it is not known.
      ...(command === 'policy'
        ? ['object', 'column', 'excerpt', 'why', 'knownBy'].map((each) => `findings[].${each}`)
        : []),
      // Only of routes that no gate reads.
      ...(command === 'trace --all' ? ['unknown[].knownBy'] : []),
      // Only of what a step that failed has held up; and of what is not known, of which these labs have nothing.
      ...(command === 'migrate' ? ['missing[]', 'unknown[]'] : []),
      // What keeps it from beginning is known.
      ...(command === 'up --context' ? ['verification', 'secrets[]', 'findings[].knownBy'] : []),
      // Only of a real cluster, and of what differs.
      ...(command === 'verify'
        ? documented.get(command)!.filter((path) => /differences|reason|Ms$|trusted/.test(path))
        : []),
      // Rows of other commands, of which these labs have none.
      ...(command === 'report'
        ? [
            ...['reach.unknown[]', 'symptoms.symptoms[]', 'symptoms.notLookedAt[]'],
            ...['drills.findings[]', 'drills.unwatched[]', 'changes.parts[].unknown[]'],
          ]
        : []),
      ...(command === 'snapshot' ? ['resource', 'reason', 'kind', 'group'].map((each) => `missing[].${each}`) : []),
      // All hosts of these labs are answered; budgets stand in a file and are about no object.
      ...(command === 'drill'
        ? [
            'unwatched[].host',
            'unwatched[].reason',
            ...['object', 'column', 'excerpt'].map((each) => `findings[].${each}`),
          ]
        : []),
      ...(command === 'charts' ? ['charts[].from', 'charts[].problem'] : []),
    ];
    const wanted = documented.get(command)!.filter((path) => !never.includes(path));
    expect([...seen].sort()).toEqual([...wanted].sort());
  },
  60_000,
);
