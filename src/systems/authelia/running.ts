import type { Cluster } from '../../cluster/cluster.ts';
import { type ConfigMap, kinds, type Pod, type Secret } from '../../kube/types.ts';
import { autheliaContainer, type ConfigurationPlace, findConfiguration } from './config/find-configuration.ts';
import { type ConfigurationReading, readConfiguration } from './config/read-configuration.ts';

/** Whether a pod is one of Authelia's. */
export const isAutheliaPod = ({ spec }: Pod): boolean => autheliaContainer(spec) !== undefined;

/** The configuration that a pod runs with; undefined when the pod is none of Authelia's. */
export async function configurationOf(cluster: Cluster, pod: Pod): Promise<ConfigurationReading | undefined> {
  if (!isAutheliaPod(pod)) return undefined;
  const place = findConfiguration(pod.spec);
  if ('unknown' in place) return place;
  const text = await textAt(cluster, place, pod.metadata.namespace ?? '');
  if (text === undefined) return { unknown: `there is no key ${place.key} in ${place.kind} ${place.name}` };
  return readConfiguration(text, place.templated);
}

async function textAt(
  cluster: Cluster,
  { kind, name, key }: ConfigurationPlace,
  namespace: string,
): Promise<string | undefined> {
  if (kind === 'ConfigMap') return (await cluster.get<ConfigMap>(kinds.ConfigMap, name, namespace))?.data?.[key];
  const held = (await cluster.get<Secret>(kinds.Secret, name, namespace))?.data?.[key];
  return held === undefined ? undefined : Buffer.from(held, 'base64').toString('utf8');
}
