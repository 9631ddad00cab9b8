import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dump, load } from 'js-yaml';
import { afterAll, expect, test } from 'vitest';
import { appsValues } from '../../test/nasty-values/apps.ts';
import { machinesValues } from '../../test/nasty-values/machines.ts';
import { platformValues } from '../../test/nasty-values/platform.ts';
import { numbers, texts } from '../../test/nasty-values/texts.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { createNodes } from '../controlplane/nodes/create-nodes.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SchemaNode } from '../lab/schema-tree.ts';
import { readRepository } from '../repo/repository.ts';
import { labDefinition } from '../systems/lab.ts';
import { createPlatformCluster, nodeKindOf, proofRuntime } from './bring-up.ts';
import { checkSubject } from './check.ts';
import { loadSubject, type Subject } from './load-subject.ts';
import { up } from './up.ts';

type Step = string | number;

const file = fileURLToPath(new URL('./nasty-lab.yaml', import.meta.url));
const base = load(readFileSync(file, 'utf8'));

/** The lab with another value at a path; undefined takes the field away. */
function withValue(value: unknown, path: readonly Step[], to: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return to;
  const copy: Record<Step, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const holder = copy as Record<Step, unknown>;
  holder[step] = withValue(holder[step], rest, to);
  return copy;
}

const values: Readonly<Record<string, readonly unknown[]>> = { ...machinesValues, ...platformValues, ...appsValues };

/** Fields with a table of their own, and those that are tried as a part of what holds them. */
const covered = (path: string): boolean =>
  Object.keys(values).some(
    (tried) => path === tried || path.startsWith(`${tried}.`) || path.startsWith(`${tried}[`) || tried.startsWith(path),
  );

/** Every field with its schema, by path. */
function fieldsOf(node: SchemaNode, path: string): (readonly [path: string, node: SchemaNode])[] {
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path ? `${path}.${name}` : name;
    return [[at, child] as const, ...fieldsOf(child, at)];
  });
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((branch) => fieldsOf(branch, path));
  return [...inner, ...branches, ...(node.items ? fieldsOf(node.items, `${path}[]`) : [])];
}

const anything = [...texts, ...numbers, 'latest', 'v1.0.0', '0.0.1', false, null];

/** Fields without a table of their own, with scalars of every sort and those they allow: what a system brings that no lab has by default. */
const untold = fieldsOf(labDefinition.tree(), '')
  .filter(([path]) => !covered(path))
  .map(
    ([path, node]) =>
      [path, [...anything, ...(node.enum ?? []), node.const].filter((value) => value !== undefined)] as const,
  );

test('every field of the lab file that must be there, or is by default, has values of its own that are tried', () => {
  const { required = [], properties = {} } = labDefinition.tree();
  const mayBeLeftOut = ([path]: readonly [string, unknown]): boolean => {
    const [top = ''] = path.split(/[.[]/);
    return !required.includes(top) && (properties[top]?.default === undefined || path.startsWith('versions.'));
  };
  expect(untold.filter((field) => !mayBeLeftOut(field)).map(([path]) => path)).toEqual([]);
});

const stepsTo = (path: string): Step[] =>
  path.split('.').flatMap((part) => (part.endsWith('[]') ? [part.slice(0, -2), 0] : [part]));

const label = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
const excluded = ['box', 'box-2'].map((name, i) => ({
  name,
  address: `192.168.88.5${i + 1}`,
  role: 'control-plane',
  labels: label,
}));
const crowded = {
  web: { port: 80 },
  websecure: { port: 443, tls: true },
  ...Object.fromEntries([8000, 8443, 9100, 9443, 10000].map((port) => [`p-${port}`, { port }])),
};

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-nasty-'));

let started: Promise<EmbeddedCluster> | undefined;
afterAll(async () => (await started)?.stop());

/** An API with the kinds and webhooks of all systems; nothing is kept in it but namespaces. */
function startApi(): Promise<EmbeddedCluster> {
  started ??= createPlatformCluster({ ...proofRuntime(), installed: 'assumed', fetchSource: () => undefined });
  return started;
}

/** What the API server has against an object. */
async function refusalOf(cluster: Cluster, object: UnknownObject): Promise<readonly string[]> {
  const dryRun = object.kind !== 'Namespace';
  try {
    await cluster.apply(object, { fieldManager: 'kubectl', force: true, dryRun });
    return [];
  } catch (thrown) {
    return [`${object.kind} ${object.metadata.name}: ${String(thrown)}`];
  }
}

/** What the API server has against the objects of a lab and its nodes. */
async function refusals({ lab, tree }: Subject): Promise<readonly string[]> {
  const { cluster } = await startApi();
  const nodes = createNodes(lab!.nodes, { look: nodeKindOf(lab).look, kubeletVersion: 'v1.36.3', now: 0 });
  const written = readRepository(tree).objects.map(({ object }) => object);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } };
  const first = [namespace, ...written.filter(({ kind }) => kind === 'Namespace')];
  const others = [...written.filter(({ kind }) => kind !== 'Namespace'), ...nodes] as readonly UnknownObject[];
  const told: string[] = [];
  for (const object of [...first, ...others]) told.push(...(await refusalOf(cluster, object)));
  return told;
}

async function judge(lab: unknown, name: string): Promise<string | undefined> {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, dump(lab));
  const subject = await loadSubject(path);
  const errors = (await checkSubject(subject)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return (await refusals(subject)).join('\n');
  return errors.every(({ line, hint }) => line && hint) ? undefined : `without line or hint: ${JSON.stringify(errors)}`;
}

test.each<[string, readonly Step[], unknown]>([
  ['a node with a domain in its name', ['nodes', 1, 'name'], 'box-2.home.example.org'],
  ['a node that keeps pods away', ['nodes', 1, 'taints'], [{ key: 'a', effect: 'NoExecute' }]],
  ['all nodes labelled as no place for load balancers', ['nodes'], excluded],
  ['Talos with one control plane that runs nothing else', ['distribution'], 'talos'],
  ['entry points at ports that the pods use inside', ['ingress', 'entryPoints'], crowded],
  ['a folder of a strange name', ['repository', 'folders', 'apps'], 'a b'],
])('%s comes up', async (_, path, value) => {
  const lab = join(folder, 'up.yaml');
  writeFileSync(lab, dump(withValue(base, path, value)));
  const signal = new AbortController().signal;
  const { report, close } = await up(lab, { keep: false, onProgress: () => undefined, signal });
  await close();
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(report.proven).toBe(true);
});

test.each([...Object.entries(values), ...untold])(
  '%s: whatever is written, check finds it or the API server takes it',
  async (path, tried) => {
    const missed: string[] = [];
    for (const [i, value] of tried.entries()) {
      const lab = withValue(base, stepsTo(path), value);
      const told = await judge(lab, `${path.replaceAll(/[^\w]/g, '-')}-${i}`).catch(
        (thrown: unknown) => `threw ${thrown}`,
      );
      if (told) missed.push(`${JSON.stringify(value)}\n${told}`);
    }
    expect(missed.join('\n\n')).toBe('');
  },
  600_000,
);
