import { expect, test } from 'vitest';
import { StatusError } from '../cluster/status-error.ts';
import type { KindRef, UnknownObject } from '../kube/object.ts';
import { compareWithPlatform } from './doctor-lab.ts';
import { loadSubject } from './load-subject.ts';
import { startPlatform } from './platform.ts';

test('a cluster is held against a lab: nodes, addresses, and what promises hosts', async () => {
  const subject = await loadSubject('examples/k3s-homelab');
  const { embedded } = await startPlatform(subject, () => undefined);
  const { cluster } = embedded;
  const real = (change: (kind: string, all: readonly UnknownObject[]) => readonly UnknownObject[]) => ({
    list: async (kind: KindRef) => change(kind.kind, await cluster.list(kind)) as never,
  });
  const other = real((kind, all) => {
    if (kind === 'Node') return all.slice(1);
    if (kind === 'IngressRoute') return all.filter(({ metadata }) => metadata.name !== 'hello');
    if (kind !== 'Service') return all;
    return all.map((each) => (each.metadata.name === 'traefik' ? { ...each, status: {} } : each));
  });
  const findings = await compareWithPlatform(embedded, other, subject.lab);
  expect(findings.map(({ code, object }) => `${code} ${object}`)).toEqual([
    'another-address Service/traefik/traefik',
    'node-not-joined Node/k3s-agent-1',
    'not-in-cluster IngressRoute/hello/hello',
  ]);
  expect(await compareWithPlatform(embedded, cluster, subject.lab)).toEqual([]);
  // What may not be read is not known, and nothing is missing for it.
  const refuse = () => {
    throw new StatusError({
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 403, reason: 'Forbidden' },
      message: 'no',
    });
  };
  const unread = await compareWithPlatform(embedded, { list: async () => refuse() }, subject.lab);
  expect(new Set(unread.map(({ severity }) => severity))).toEqual(new Set(['unknown']));
  await embedded.stop();
});
