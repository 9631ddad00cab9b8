import type { Cluster } from '../../../cluster/cluster.ts';
import { indexObjects } from '../read-objects.ts';
import { assumedTraefik, findTraefik, type RunningTraefik } from '../running.ts';
import { buildConfiguration } from './build-configuration.ts';
import type { Configuration } from './runtime-configuration.ts';
import { readStaticConfiguration } from './static-configuration.ts';
import { watchObjects } from './watch-objects.ts';

/** What Traefik is taken to be: a given installation, the one whose pods run, or that of the chart's default values. */
export type TraefikSource = 'by-objects' | 'assumed' | RunningTraefik;

/** The configuration of a cluster's Traefik as it stands. */
export interface TraefikState {
  readonly installation: () => RunningTraefik | undefined;
  readonly configuration: () => Configuration;
  readonly stop: () => void;
}

const absent: RunningTraefik = { configuration: readStaticConfiguration([]), version: '', hostname: 'traefik' };

/**
 * Follows a cluster; the configuration is built anew when it is asked for after a change.
 * With running pods their arguments count, also when an installation is assumed.
 */
export function followCluster(cluster: Cluster, source: TraefikSource): TraefikState {
  const watched = watchObjects(cluster);
  const assumed = source === 'assumed' ? assumedTraefik() : source === 'by-objects' ? undefined : source;
  let built:
    | {
        readonly generation: number;
        readonly installation: RunningTraefik | undefined;
        readonly configuration: Configuration;
      }
    | undefined;
  const current = () => {
    const generation = watched.generation();
    if (built?.generation === generation) return built;
    const fixed = typeof source === 'object' ? source : undefined;
    const installation = fixed ?? findTraefik(watched.pods()) ?? assumed;
    const objects = indexObjects(installation ? watched.objects() : []);
    built = {
      generation,
      installation,
      configuration: buildConfiguration((installation ?? absent).configuration, objects),
    };
    return built;
  };
  return {
    installation: () => current().installation,
    configuration: () => current().configuration,
    stop: watched.stop,
  };
}
