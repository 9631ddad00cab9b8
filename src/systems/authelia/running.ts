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
  const { kind, name } = place;
  const holder = await cluster.get<ConfigMap | Secret>(kinds[kind], name, pod.metadata.namespace ?? '');
  const reading = holder && readOnce(holder, place);
  return reading ?? { unknown: `there is no key ${place.key} in ${kind} ${name}` };
}

/** Readings by the object that holds them, and the place in it: it is asked with every request. */
const readings = new WeakMap<object, Map<string, ConfigurationReading>>();

function readOnce(holder: ConfigMap | Secret, { key, templated, kind }: ConfigurationPlace) {
  const known = readings.get(holder) ?? new Map<string, ConfigurationReading>();
  readings.set(holder, known);
  const at = `${templated} ${key}`;
  const found = known.get(at);
  if (found) return found;
  const held = holder.data?.[key];
  if (held === undefined) return undefined;
  const text = kind === 'ConfigMap' ? held : Buffer.from(held, 'base64').toString('utf8');
  const reading = readConfiguration(text, templated);
  known.set(at, reading);
  return reading;
}
