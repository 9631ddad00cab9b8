// Scaffold: `npm run new system ID`, `npm run new rule SYSTEM RULE-ID [--needs lab|objects|cluster]` or `npm run new middleware TYPE`.
// Writes the files, then the registries.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dueFor, systemFiles } from './new-system.mjs';
import { root } from './setup.mjs';

const usage =
  'usage: npm run new system ID\n       npm run new rule SYSTEM RULE-ID [--needs lab|objects|cluster]\n       npm run new middleware TYPE\n';
const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(2);
};
const args = process.argv.slice(2);
const flag = args.indexOf('--needs');
const [, needs = 'objects'] = flag < 0 ? [] : args.splice(flag, 2);
const [family, ...names] = args;
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const wanted = { system: 1, rule: 2, middleware: 1 };
if (wanted[family] !== names.length) fail(usage);
if (!['lab', 'objects', 'cluster'].includes(needs) || (flag >= 0 && family !== 'rule')) fail(usage);
if (family === 'middleware') {
  if (!/^[a-z][A-Za-z0-9]*$/.test(names[0]))
    fail(`${names[0]}: a type is written as in the configuration, e.g. ipAllowList`);
} else for (const name of names) if (!kebab.test(name)) fail(`${name}: a name is lower-case words joined by "-"`);

const camel = (id) => id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const pascal = (id) => `${id[0].toUpperCase()}${camel(id).slice(1)}`;
const written = [];
const write = (path, text) => {
  const file = join(root, path);
  if (existsSync(file)) fail(`${path} exists already`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`wrote ${path}\n`);
  written.push(path);
};

/** A rule that works as it stands, on examples that hold nothing but its own name. */
function ruleFile(id, needs) {
  const type = { lab: 'LabRule', objects: 'ObjectsRule', cluster: 'ClusterRule' }[needs];
  const body = {
    lab: `check: ({ name }) =>
    name === '${id}' ? [{ path: ['name'], message: 'What is wrong.', hint: 'What to do.' }] : [],
  // Changes to the sample lab, src/lab/fixtures/home.yaml.
  examples: { passing: [{ name: 'home' }], failing: [{ name: '${id}' }] },`,
    objects: `check: (input) =>
    input
      .ofKind('ConfigMap')
      .filter(({ object }) => object.metadata.name === '${id}')
      .map((on) => ({ on, path: ['metadata', 'name'], message: 'What is wrong.', hint: 'What to do.' })),
  // The objects of an example are looked at together.
  examples: {
    passing: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fine', namespace: 'default' } }],
    failing: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${id}', namespace: 'default' } }],
  },`,
    cluster: `check: async ({ cluster }) => {
    const found = await cluster.list({ apiVersion: 'v1', kind: 'ConfigMap' });
    return found
      .filter(({ metadata }) => metadata.name === '${id}')
      .map(({ metadata }) => ({
        object: \`ConfigMap/\${metadata.namespace}/\${metadata.name}\`,
        message: 'What is wrong.',
        hint: 'What to do.',
      }));
  },
  // Small platforms: their objects, and with \`seen\` what was observed of them.
  examples: {
    passing: [{ objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fine', namespace: 'default' } }] }],
    failing: [{ objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${id}', namespace: 'default' } }] }],
  },`,
  }[needs];
  return `import type { ${type} } from '../../../check/rule.ts';

/** One line: what goes wrong and what the user sees then. */
export const ${camel(id)}: ${type} = {
  id: '${id}',
  needs: '${needs}',
  severity: 'warning',
  summary: 'One line for the reference page.',
  why: 'the upstream rule, with its source file (project path/file.go)',
  ${body}
};
`;
}

if (family === 'system') {
  const [id] = names;
  if (existsSync(join(root, 'src/systems', id))) fail(`src/systems/${id} exists already`);
  for (const [file, text] of Object.entries(systemFiles(id, camel(id), pascal(id))))
    write(`src/systems/${id}/${file}`, text);
} else if (family === 'middleware') {
  const [type] = names;
  const id = type.replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2').toLowerCase();
  write(
    `src/systems/traefik/middlewares/${id}.ts`,
    `import { next } from '../decision/exchange.ts';
import { admitsAll } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** One line: what it does to requests. */
export const ${camel(id)} = {
  type: '${type}',
  source: 'pkg/middlewares/${type.toLowerCase()}/${id.replaceAll('-', '_')}.go',
  does: 'what is modelled of it',
  build: () => ({ handle: () => next('what it did') }),
  admits: admitsAll,
  examples: [{ says: 'lets requests pass', options: {}, gives: 'passes' }],
} as const satisfies MiddlewareModel;
`,
  );
} else {
  const [system, id] = names;
  if (!existsSync(join(root, 'src/systems', system))) fail(`src/systems/${system}: there is no such system`);
  write(`src/systems/${system}/rules/${id}.ts`, ruleFile(id, needs));
}
// How long a name is decides how its lines break.
spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', ...written], { cwd: root, stdio: 'ignore' });
const generated = spawnSync(process.execPath, ['scripts/generate.mjs'], { cwd: root, stdio: 'inherit' });
if (family === 'system' && generated.status === 0) process.stdout.write(dueFor(names[0]));
process.exit(generated.status ?? 1);
