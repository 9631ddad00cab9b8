import { conditionOf } from '../../kube/object.ts';
import type { Pod, Service } from '../../kube/types.ts';
import { readInstant } from '../kit/instant.ts';

export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Remembers what led to the last state of a service's endpoints (endpointslice/util/trigger_time_tracker.go). */
export interface TriggerTimes {
  /** The earliest change since the last call, as RFC 3339; undefined when nothing that counts has changed. */
  readonly next: (service: Service, pods: readonly Pod[]) => string | undefined;
  readonly forget: (namespace: string, name: string) => void;
}

interface Known {
  readonly pods: ReadonlyMap<string, number>;
  readonly service: number;
}

export function createTriggerTimes(): TriggerTimes {
  const known = new Map<string, Known>();
  return {
    next: (service, pods) => {
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      const before = known.get(key);
      const created = readInstant(service.metadata.creationTimestamp) ?? 0;
      const times = new Map<string, number>();
      const changed: number[] = [];
      for (const pod of pods) {
        const time = readInstant(conditionOf(pod, 'Ready')?.lastTransitionTime);
        if (time === undefined) continue;
        times.set(pod.metadata.name, time);
        if (time > (before?.pods.get(pod.metadata.name) ?? 0)) changed.push(time);
      }
      if (created > (before?.service ?? 0)) changed.push(created);
      known.set(key, { pods: times, service: created });
      return changed.length === 0 ? undefined : new Date(Math.min(...changed)).toISOString().replace(/\.?0*Z$/, 'Z');
    },
    forget: (namespace, name) => {
      known.delete(`${namespace}/${name}`);
    },
  };
}
