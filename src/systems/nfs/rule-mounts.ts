import type { RuleInput } from '../../check/rule.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import { volumesOf } from '../kubernetes/rule-volumes.ts';
import { workloadsOf } from '../kubernetes/rule-workloads.ts';

/** A folder of an NFS server that something mounts. */
export interface NfsMount {
  readonly on: SourcedObject;
  readonly path: readonly (string | number)[];
  readonly server: string;
}

interface NfsSource {
  readonly server?: string;
}

/** What volumes and pods mount of NFS servers, in the order of the repository. */
export function mountsOf(input: RuleInput): readonly NfsMount[] {
  const one = (on: SourcedObject, nfs: NfsSource | undefined, path: NfsMount['path']): readonly NfsMount[] =>
    typeof nfs?.server === 'string' ? [{ on, path, server: nfs.server }] : [];
  return [
    ...volumesOf(input).flatMap(({ on, object }) => one(on, object.spec?.nfs, ['spec', 'nfs'])),
    ...workloadsOf(input).flatMap(({ on, spec, path }) =>
      (spec.volumes ?? []).flatMap(({ nfs }, i) => one(on, nfs, [...path, 'volumes', i, 'nfs'])),
    ),
  ];
}

/** The source of a volume on that server, for the examples of rules. */
export const exampleServer = (server: string) => ({ server, path: '/mnt/media' });
