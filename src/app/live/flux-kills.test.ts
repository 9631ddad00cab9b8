import { expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { seededRuntime } from '../../core/runtime.ts';
import { systems } from '../../systems/index.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import { loadSubject, repositoryOfSubject } from '../load-subject.ts';
import { fieldManager } from './apply-entry.ts';
import { fluxEngine } from './flux-engine.ts';
import { makeSecrets, secretsToMake } from './give-secrets.ts';
import { Killed, killedAt, lastingState, objectsIn } from './test-kills.ts';
import { example, installFlux, liveOptions } from './test-live.ts';

/** A cluster with what delivers, whose controllers stand still: what is written is what the run itself writes. */
async function quietCluster(): Promise<EmbeddedCluster> {
  const { lab } = await loadSubject(example);
  const embedded = await createPlatformCluster({
    ...{ lab, ...proofRuntime(), installed: 'by-objects', fetchSource: () => undefined, controllers: [] },
  });
  for (const name of new Set(systems.flatMap((system) => system.bootstrapNamespaces ?? [])))
    await embedded.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await installFlux(embedded);
  return embedded;
}

test('killed after any of its calls and run again it comes to the same: nothing twice, nothing lost', async () => {
  const subject = await loadSubject(example);
  const { objects } = await repositoryOfSubject(subject);
  const bring = async (embedded: EmbeddedCluster, real = embedded.cluster) => {
    const options = liveOptions(embedded, { real, timeout: 0 });
    const { secrets } = await secretsToMake(real, { ...subject, objects }, options.sources);
    await makeSecrets(real, secrets, { dryRun: false, fieldManager });
    return fluxEngine(subject, options).bring(new Map());
  };
  const start = await quietCluster();
  const whole = start.fork(seededRuntime());
  const counting = killedAt(whole.cluster, Number.POSITIVE_INFINITY, 'calls');
  await bring(whole, counting.real);
  const expected = lastingState(await objectsIn(whole.cluster));
  expect(counting.calls()).toBeGreaterThan(5);
  for (let nth = 1; nth <= counting.calls(); nth++) {
    const embedded = start.fork(seededRuntime());
    await expect(bring(embedded, killedAt(embedded.cluster, nth, 'calls').real)).rejects.toThrow(Killed);
    const killed = await objectsIn(embedded.cluster);
    await bring(embedded);
    const ended = await objectsIn(embedded.cluster);
    expect(lastingState(ended), `killed after call ${nth}`).toEqual(expected);
    for (const [key, { metadata }] of killed) expect(ended.get(key)?.metadata.uid).toBe(metadata.uid);
    await embedded.stop();
  }
  await Promise.all([whole.stop(), start.stop()]);
});
