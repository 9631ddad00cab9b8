import { expect, it } from 'vitest';
import { seededRuntime } from '../../../core/runtime.ts';
import { kinds } from '../../../kube/types.ts';
import { createEmbeddedCluster } from '../index.ts';

it('a controller that writes much in one piece lets the event loop turn meanwhile', async () => {
  const embedded = createEmbeddedCluster({ runtime: seededRuntime() });
  embedded.addControllers([
    {
      id: 'writer',
      watches: [],
      start: async (_, add) => {
        add({ namespace: 'default', name: 'all' });
      },
      reconcile: async (_, { cluster }) => {
        for (let n = 0; n < 1000; n++) {
          await cluster.create({ ...kinds.ConfigMap, metadata: { name: `c-${n}`, namespace: 'default' } });
        }
        return {};
      },
    },
  ]);
  let turns = 0;
  let done = false;
  const other = () => {
    turns += 1;
    if (!done) setImmediate(other);
  };
  setImmediate(other);
  await embedded.run({ limitSeconds: 1 });
  done = true;
  const made = await embedded.cluster.list(kinds.ConfigMap, { namespace: 'default' });
  expect(made.filter(({ metadata }) => metadata.name.startsWith('c-'))).toHaveLength(1000);
  expect(turns).toBeGreaterThanOrEqual(40);
  await embedded.stop();
});
