import { describe, expect, test } from 'vitest';
import { createEmbeddedCluster } from '../cluster/embedded/index.ts';
import { seededRuntime } from '../core/runtime.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import { kinds } from '../kube/types.ts';
import type { PlaybookExample } from '../operate/diagnose/playbook.ts';
import { readSeenCluster } from '../operate/diagnose/seen-cluster.ts';
import { playbooksBySystem } from '../systems/playbooks.ts';
import { doctor, examine } from './doctor.ts';
import { knownDefinitionsOf } from './known-definitions.ts';

const injected = playbooksBySystem.flatMap(({ playbooks }) =>
  playbooks.flatMap((playbook) =>
    playbook.examples.ill.map((example, i) => [`${playbook.id} ${i + 1}`, playbook, example] as const),
  ),
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
  const isNamespace = ({ kind }: UnknownObject) => kind === 'Namespace';
  for (const namespace of objects.filter(isNamespace)) await cluster.create(namespace);
  for (const name of namespaces)
    if (!(await cluster.get(kinds.Namespace, name)))
      await cluster.create({ ...kinds.Namespace, metadata: { name } } as UnknownObject);
  // What a controller makes in every namespace, and pods are refused without.
  for (const namespace of namespaces)
    await cluster.create({ ...kinds.ServiceAccount, metadata: { name: 'default', namespace } } as UnknownObject);
  for (const object of objects.filter((each) => !isNamespace(each))) {
    const written = await cluster.create(object);
    if ('status' in object) await cluster.update({ ...written, status: object.status }, { subresource: 'status' });
  }
  for (const { apiVersion, kind, metadata } of objects)
    if (metadata.deletionTimestamp) await cluster.delete({ apiVersion, kind }, metadata.name, metadata.namespace);
  return embedded;
}

describe('gatehouse doctor', () => {
  test.each(injected)('finds what is injected into the embedded cluster: %s', async (_, playbook, example) => {
    const embedded = await inject(example);
    const { cluster } = embedded;
    const { logs = {}, neighbours = {} } = example;
    const beside = {
      at: Date.parse(example.now ?? noon),
      logs: async ({ namespace, name }: { namespace: string; name: string }, container: string) =>
        logs[`${namespace}/${name}/${container}`] ?? [],
      neighbour: (address: string) => neighbours[address],
    };
    const { diagnoses } = await examine({ name: 'lab', cluster, ...beside });
    const symptoms = await playbook.diagnose(await readSeenCluster(cluster, playbook.reads, beside));
    await embedded.stop();
    // It may stand below what another playbook finds behind it.
    const told = diagnoses.flatMap(({ objects, shows, consequences }) => [
      ...objects.map((object) => `${object} ${shows}`),
      ...consequences,
    ]);
    expect(symptoms).not.toEqual([]);
    for (const { object, shows } of symptoms) expect(told).toContain(`${object} ${shows}`);
  });

  test('finds nothing in a platform that came up', async () => {
    expect((await doctor('examples/k3s-homelab')).diagnoses).toEqual([]);
  });
});
