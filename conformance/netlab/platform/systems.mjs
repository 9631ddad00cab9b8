// MetalLB as its manifest has it, and what is ready of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versionOf } from '../build.mjs';
import { until } from './control-plane.mjs';
import { applyAll } from './objects.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Objects of MetalLB's own manifest, in the version that is built. */
export const metallbObjects = () => {
  const data = json(`src/systems/metallb/manifest-data/${versionOf('metallb-speaker').slice(1)}.json`);
  return Array.isArray(data) ? data : data.objects;
};

/** Installs MetalLB; resolves when all of its pods are ready. */
export async function installMetallb(api) {
  await applyAll(api, metallbObjects());
}

/** Resolves when every pod that should run in a namespace is ready. */
export const podsReady = (api, namespace, count, limit) =>
  until(
    `pods of ${namespace}`,
    async () => {
      const { items } = await api.get(`/api/v1/namespaces/${namespace}/pods`);
      const live = items.filter(({ metadata }) => !metadata.deletionTimestamp);
      const ready = live.filter(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      );
      return ready.length === live.length && live.length >= count;
    },
    limit,
  );
