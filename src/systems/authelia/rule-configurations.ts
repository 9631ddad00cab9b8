import type { RuleInput } from '../../check/rule.ts';
import type { Json } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { ConfigMap, Container } from '../../kube/types.ts';
import { type Workload, workloadsOf } from '../kubernetes/rule-workloads.ts';
import { autheliaContainer, type ConfigurationPlace, findConfiguration } from './config/find-configuration.ts';
import { type ConfigurationReading, readConfiguration } from './config/read-configuration.ts';

/** A workload of Authelia. */
export interface AutheliaWorkload extends Workload {
  readonly container: Container;
  /** Path to the container. */
  readonly at: readonly (string | number)[];
}

/** A workload with the configuration it reads, where a ConfigMap holds it. */
export interface ConfiguredWorkload {
  readonly workload: AutheliaWorkload;
  readonly place: ConfigurationPlace;
  /** What holds the configuration, and the path in it. */
  readonly on: SourcedObject;
  readonly path: readonly string[];
  readonly reading: ConfigurationReading;
}

/** Workloads of Authelia, of a chart or of plain objects. */
export const autheliaWorkloads = (input: RuleInput): readonly AutheliaWorkload[] =>
  workloadsOf(input).flatMap((workload) => {
    const container = autheliaContainer(workload.spec);
    if (!container) return [];
    const place = workload.spec.containers.indexOf(container);
    return [{ ...workload, container, at: [...workload.path, 'containers', place] }];
  });

/** Those of them whose configuration can be read. */
export const configuredWorkloads = (input: RuleInput): readonly ConfiguredWorkload[] =>
  autheliaWorkloads(input).flatMap((workload) => {
    const place = findConfiguration(workload.spec);
    if ('unknown' in place || place.kind !== 'ConfigMap') return [];
    const on = input.find('ConfigMap', place.name, workload.namespace);
    const text = (on?.object as ConfigMap | undefined)?.data?.[place.key];
    if (!on || text === undefined) return [];
    return [{ workload, place, on, path: ['data', place.key], reading: readConfiguration(text, place.templated) }];
  });

/** What a configuration holds, whether or not Authelia would start with it; undefined where that is not known. */
export const rootOf = ({ reading }: ConfiguredWorkload): Json | undefined =>
  'root' in reading ? reading.root : undefined;

/** The folder or file of a volume that a path in the container lies on; undefined where it is the image's own. */
export const mountOf = ({ volumeMounts = [] }: Container, path: string) =>
  [...volumeMounts]
    .filter(({ mountPath }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
