import { describe, expect, test } from 'vitest';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { seededRuntime } from '../core/runtime.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import type { PlaybookExample } from '../operate/diagnose/playbook.ts';
import { playbooksBySystem } from '../systems/playbooks.ts';
import { doctor, examine } from './doctor.ts';
import { knownDefinitionsOf } from './known-definitions.ts';

const injected = playbooksBySystem.flatMap(({ playbooks }) =>
  playbooks.flatMap(({ id, examples }) => examples.ill.map((example, i) => [`${id} ${i + 1}`, id, example] as const)),
);

const noon = '2026-01-01T12:00:00Z';
/** When the first of the objects came to be or was deleted, as they say themselves. */
const beginOf = ({ objects, now = noon }: PlaybookExample): number =>
  Math.min(
    ...[now, ...objects.flatMap(({ metadata: m }) => [m.creationTimestamp ?? now, m.deletionTimestamp ?? now])].map(
      Date.parse,
    ),
  );

/** Puts what an example holds into an empty cluster, with its status as the controllers would have left it. */
async function inject(example: PlaybookExample) {
  const { objects } = example;
  const embedded = createEmbeddedCluster({ runtime: seededRuntime({ start: beginOf(example) }) });
  const { cluster } = embedded;
  const groups = new Set(objects.map(({ apiVersion }) => groupOf(apiVersion)));
  for (const definition of (await Promise.all([...groups].map(knownDefinitionsOf))).flat())
    await cluster.create(definition);
  await embedded.run({ limitSeconds: 5 });
  const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const name of namespaces)
    if (!(await cluster.get(kinds.Namespace, name)))
      await cluster.create({ ...kinds.Namespace, metadata: { name } } as UnknownObject);
  // What a controller makes in every namespace, and pods are refused without.
  for (const namespace of namespaces)
    await cluster.create({ ...kinds.ServiceAccount, metadata: { name: 'default', namespace } } as UnknownObject);
  for (const object of objects) {
    const written = await cluster.create(object);
    if ('status' in object) await cluster.update({ ...written, status: object.status }, { subresource: 'status' });
  }
  for (const { apiVersion, kind, metadata } of objects)
    if (metadata.deletionTimestamp) await cluster.delete({ apiVersion, kind }, metadata.name, metadata.namespace);
  return embedded;
}

describe('gatehouse doctor', () => {
  test.each(injected)('finds what is injected into the embedded cluster: %s', async (_, id, example) => {
    const embedded = await inject(example);
    const { logs = {}, neighbours = {} } = example;
    const report = await examine({
      name: 'lab',
      cluster: embedded.cluster,
      at: Date.parse(example.now ?? noon),
      logs: async ({ namespace, name }, container) => logs[`${namespace}/${name}/${container}`] ?? [],
      neighbour: (address) => neighbours[address],
    });
    await embedded.stop();
    expect(report.diagnoses.map(({ playbook }) => playbook)).toContain(id);
  });

  test('finds nothing in a platform that came up', async () => {
    expect((await doctor('examples/k3s-homelab')).diagnoses).toEqual([]);
  });
});
