import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtinResources } from '../src/kube/builtin-resources.ts';
import { findCycles, floorOf, floors, importsOf, isAllowed, readsErrorTexts } from './architecture.ts';
import { literalsOf } from './literals.ts';
import { type Exception, vocabularies, wordsIn } from './vocabulary.ts';

const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

const files = sourceFiles(source).map((path) => ({
  path: relative(source, path).split(sep).join('/'),
  imports: importsOf(readFileSync(path, 'utf8'), relative(source, path).split(sep).join('/')),
  text: readFileSync(path, 'utf8'),
}));
/** Where a word that is also the name of a built-in kind means something else, and what. */
const namedElsewhere: Readonly<Record<string, string>> = {
  'admission/plugins/resource-quota.ts: ResourceQuota': 'the name of the plugin upstream',
  'admission/plugins/service-account.ts: ServiceAccount': 'the name of the plugin upstream',
  'scheduling/event-recorder.ts: Binding': 'what a scheduler says it was doing, in its events',
  'server/route.ts: namespaces': 'a segment of every path within a namespace',
  'server/subresource-kind.ts: Binding': 'what the part `binding` of a resource takes',
};

const kindNames = new Set(
  builtinResources.flatMap(({ group, kind, plural }) => [kind, plural, `${group}/${plural}`, `${plural}.${group}`]),
);

/** Names of built-in kinds that code holds as text: kind, resource or table. */
const quotedKinds = (text: string): readonly string[] =>
  [...text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').matchAll(/(['"`])([^'"`\n]+)\1/g)]
    .map((match) => match[2]!)
    .filter((quoted) => kindNames.has(quoted));

/** Who reads what went wrong from the text of an error, and whose text that is. */
const foreignTexts: Readonly<Record<string, string>> = {
  'cluster/embedded/server/error-status.ts': "the JavaScript engine's",
  'kube/wide-json.ts': "the JavaScript engine's",
  'lab/lab-syntax.ts': "the YAML parser's",
  'systems/flux/apply/apply-objects.ts': "the API server's, as upstream reads it",
};

/** Tests, and what only they use: `x.test.ts`, `test-x.ts`, `fixtures/`. */
const isForTests = (path: string): boolean => /\.test\.ts$|(^|\/)test-[^/]+\.ts$|\/fixtures\//.test(path);

const product = files.filter((file) => !isForTests(file.path));

describe('the house', () => {
  test('every folder of src is a floor', () => {
    const folders = new Set(files.map((file) => floorOf(file.path)));
    expect([...folders].filter((folder) => !floors.includes(folder))).toEqual([]);
  });

  test('imports point down the floors, and systems never import each other', () => {
    const wrong = product.flatMap((file) =>
      file.imports.filter((target) => !isAllowed(file.path, target)).map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('what is for tests is imported by tests alone', () => {
    const wrong = product.flatMap((file) =>
      file.imports.filter(isForTests).map((target) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no files import each other in a circle, not even for types', () => {
    expect(findCycles(new Map(product.map((file) => [file.path, file.imports])))).toEqual([]);
  });

  test('engines never name a system', () => {
    const engines = ['lab', 'compose', 'repo', 'check', 'cluster', 'operate', 'app', 'report'];
    const systems = readdirSync(join(source, 'systems')).filter((name) =>
      statSync(join(source, 'systems', name)).isDirectory(),
    );
    // `sops` is also what the format, its block in a file and a field of the lab file are called.
    const ids = systems.filter((id) => !['kubernetes', 'apps', 'flux', 'sops'].includes(id));
    const named = product
      .filter((file) => engines.includes(floorOf(file.path)))
      .flatMap((file) =>
        ids.filter((id) => new RegExp(`['"\`]${id}['"\`]`).test(file.text)).map((id) => `${file.path}: ${id}`),
      );
    expect(named).toEqual([]);
  });

  test('a built-in kind is named in its home alone', () => {
    const named = product
      .filter(({ path }) => path.startsWith('cluster/embedded/') && !path.startsWith('cluster/embedded/kinds/'))
      .flatMap(({ path, text }) =>
        quotedKinds(text).map((name) => `${path.slice('cluster/embedded/'.length)}: ${name}`),
      );
    expect(named.sort()).toEqual(Object.keys(namedElsewhere).sort());
  });

  test('only core/runtime reads the clock or a random source', () => {
    const readers = product
      .filter((file) => file.path !== 'core/runtime.ts')
      .filter((file) =>
        /\bDate\.now\(|\bMath\.random\(|new Date\(\)|\brandomUUID\(|performance\.now\(/.test(file.text),
      );
    expect(readers.map((file) => file.path)).toEqual([]);
  });

  test('only cli prints and ends the process', () => {
    const printers = product
      .filter((file) => floorOf(file.path) !== 'cli')
      .filter((file) => /\bconsole\.|process\.exit\(|process\.stdout|process\.stderr/.test(file.text));
    expect(printers.map((file) => file.path)).toEqual([]);
  });

  test('what to do about an error is not read from its text, but where the text is not ours', () => {
    const readers = product.filter(({ text }) => readsErrorTexts(text)).map(({ path }) => path);
    expect(readers.sort()).toEqual(Object.keys(foreignTexts).sort());
  });

  test('no file that is written by hand is longer than 300 lines, and no test', () => {
    const beside = ['test', 'scripts', 'conformance'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.m?tsx?$|\.mjs$/.test(path))
        .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') })),
    );
    const written = [...files, ...beside].filter((file) => !file.text.startsWith('// Generated by'));
    expect(written.filter((file) => file.text.trimEnd().split('\n').length > 300).map((file) => file.path)).toEqual([]);
  });
});

/** Who may say words of a system that are not its own. */
const exceptions: readonly Exception[] = [
  { path: 'systems/playbooks.ts', system: 'authelia', why: 'the registry names each system' },
  { path: 'systems/playbooks.ts', system: 'reflector', why: 'the registry names each system' },
  { path: 'systems/playbooks.ts', system: 'traefik', why: 'the registry names each system' },
  { path: 'systems/playbooks.ts', system: 'cert-manager', why: 'the registry names each system' },
  { path: 'repo/', system: 'flux', why: 'the engine finds what Flux would apply in any repository, and builds it' },
  { path: 'check/made-by-release.ts', system: 'flux', why: 'a rule is told which release an object comes from' },
  { path: 'compose/layouts/files.ts', system: 'flux', why: 'the kind of the same name is that of kustomize' },
  {
    path: 'compose/kustomization-text.ts',
    system: 'flux',
    why: 'the kind of the same name is that of kustomize',
  },
  { path: 'cli/progress.ts', system: 'flux', why: 'stages are shown without their kind' },
  { path: 'systems/chart-groups.ts', system: 'flux', why: 'a release of any system is what brings a chart' },
  { path: 'systems/cert-manager/rule-objects.ts', system: 'flux', why: 'rules read the values of releases' },
  { path: 'systems/traefik/rule-gate-settings.ts', system: 'flux', why: 'rules read the values of releases' },
  { path: 'systems/traefik/rule-objects.ts', system: 'flux', why: 'rules read the values of releases' },
  { path: 'systems/kubernetes/rule-workloads.ts', system: 'flux', why: 'pods may come from a release' },
  { path: 'systems/k3s/machines/k3s-kinds.ts', system: 'flux', why: 'the kind of the same name is that of k3s' },
  { path: 'systems/k3s/helm/', system: 'flux', why: 'the kind of the same name is that of k3s' },
  { path: 'systems/k3s/rules/k3s-chart-not-modelled.ts', system: 'flux', why: 'the same kind of k3s' },
  { path: 'systems/k3s/rules/k3s-chart-not-modelled.ts', system: 'traefik', why: 'a chart that k3s installs' },
  { path: 'systems/kubernetes/rule-fixtures.ts', system: 'traefik', why: 'objects of an example' },
  { path: 'systems/flux/rules/dependency-not-waited-for.ts', system: 'metallb', why: 'an object of its examples' },
  {
    path: 'systems/traefik/rules/tls-secret-missing.ts',
    system: 'cert-manager',
    why: 'what fills a Secret is read from the objects: no role speaks of them',
  },
  {
    path: 'systems/traefik/playbooks/default-certificate-shown.ts',
    system: 'cert-manager',
    why: 'the same, in a cluster that runs',
  },
  { path: 'systems/k3s/component-names.ts', system: 'traefik', why: 'a part of k3s of the same name' },
  { path: 'systems/k3s/component-names.ts', system: 'metrics-server', why: 'a part of k3s of the same name' },
  {
    path: 'systems/authelia/rules/forward-auth-endpoint-missing.ts',
    system: 'traefik',
    why: 'who asks the login at which path is read from the objects: no role speaks of them',
  },
  { path: 'kube/types/kinds.ts', system: 'longhorn', why: 'the kind of the same name is a built-in one' },
  { path: 'systems/apps/lab.ts', system: 'traefik', why: 'a word of the lab file: `route: IngressRoute`' },
];

describe('the words of a system', async () => {
  const words = (await vocabularies(join(source, 'systems'))).flatMap((vocabulary) =>
    product
      .filter(({ path }) => !path.startsWith(`systems/${vocabulary.id}/`))
      .flatMap(({ path, text }) =>
        wordsIn(text, vocabulary).map((found) => ({ path, system: vocabulary.id, found: `${path}:${found}` })),
      ),
  );
  const covers = (exception: Exception, path: string, system: string) =>
    exception.system === system &&
    (exception.path.endsWith('/') ? path.startsWith(exception.path) : path === exception.path);

  test('are said in its own folder only', () => {
    const wrong = words.filter(({ path, system }) => !exceptions.some((each) => covers(each, path, system)));
    expect(wrong.map(({ found, system }) => `${found} (of ${system})`)).toEqual([]);
  });

  test('have no exception that nobody needs', () => {
    const idle = exceptions.filter((each) => !words.some(({ path, system }) => covers(each, path, system)));
    expect(idle).toEqual([]);
  });

  test.each([
    ["apiVersion: 'barn.io/v1'", true],
    [`\`\${prefix}cows.barn.io/\${name}\``, true],
    ["group === 'milk.barn.io'", true],
    ["kind: 'Cow'", true],
    ["namespace: 'barn-system'", true],
    ["// 'barn.io/v1'", false],
    ["/** Kind `Cow` of barn.io */ const x = 'y';", false],
    ["'a Cow gives milk'", false],
    ["'unbarn.io/v1'", false],
    ["'barn.io.example'", false],
    ["  examples: { passing: [{ kind: 'Cow' }] },\n", false],
    ["  examples: {\n    failing: [{ kind: 'Cow' }],\n  },\n", false],
    ["  examples: {\n  },\n  kind: 'Cow',\n", true],
    [String.raw`/it's/.test(x) && '\'' + 'Cow'`, true],
  ])('%j says one: %s', (code, says) => {
    const barn = {
      id: 'barn',
      domains: ['barn.io'],
      kinds: new Set(['Cow']),
      namespaces: new Set(['barn-system']),
    };
    expect(wordsIn(code, barn).length > 0).toBe(says);
  });

  test('are looked for in every string of a file', () => {
    const code = `const a = 'one'; // 'no'\nconst b = \`two \${c === 'three' ? "four" : ''} five\`;\n`;
    expect(literalsOf(code).map(({ text, line }) => [line, text])).toEqual([
      [1, 'one'],
      ...['two ', ' five', 'three', 'four', ''].map((text) => [2, text]),
    ]);
  });
});

describe('the checker of the house', () => {
  test.each([
    ['core/finding.ts', 'core/errors.ts', true],
    ['core/finding.ts', 'kube/object.ts', false],
    ['systems/metallb/index.ts', 'systems/kubernetes/index.ts', true],
    ['systems/metallb/index.ts', 'systems/traefik/index.ts', false],
    ['systems/metallb/index.ts', 'systems/system.ts', true],
    ['systems/index.ts', 'systems/traefik/index.ts', true],
    ['systems/lab.ts', 'systems/traefik/lab.ts', true],
    ['systems/metallb/component.ts', 'systems/lab.ts', false],
    ['compose/compose.ts', 'repo/read-tree.ts', false],
    ['app/up.ts', 'report/text.ts', false],
    ['cli/main.ts', 'app/up.ts', true],
  ])('%s importing %s is allowed: %s', (from, to, allowed) => {
    expect(isAllowed(from, to)).toBe(allowed);
  });

  test.each([
    ["import { a } from './b.ts';"],
    ["import type { A } from './b.ts';"],
    ["export { type A } from './b.ts';"],
    ["export type * from '../core/b.ts';"],
    ["type A = import('./b.ts').A;"],
  ])('%s is an import', (text) => {
    expect(importsOf(text, 'core/a.ts')).toEqual(['core/b.ts']);
  });

  test.each([
    ["if (thrown.message.includes('gone')) return;", true],
    ["if (messageOf(thrown).startsWith('gone')) return;", true],
    ['if (/gone/.test(error.message)) return;', true],
    ['const found = /gone/.exec(thrown.status.message);', true],
    ["if (thrown.status.message === 'gone') return;", true],
    ["if (thrown.code === 'gone') return say(thrown.message);", false],
    ['if (/gone/.test(condition.message)) return;', false],
  ])('%s reads the text of an error: %s', (code, reads) => {
    expect(readsErrorTexts(code)).toBe(reads);
  });

  test('a circle is found and named', () => {
    const graph = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['a.ts']],
      ['d.ts', ['a.ts']],
    ]);
    expect(findCycles(graph)).toEqual(['a.ts -> b.ts -> c.ts -> a.ts']);
  });
});
