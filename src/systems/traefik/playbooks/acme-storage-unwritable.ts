import { posix } from 'node:path';
import { isOfPart } from '../../../controlplane/kit/system-part.ts';
import { printRef } from '../../../kube/object.ts';
import { kinds, type Pod } from '../../../kube/types.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';
import { causeSaid, quoted, type Saying } from '../../../operate/diagnose/sayings.ts';
import type { SeenCluster } from '../../../operate/diagnose/seen-cluster.ts';
import { readStaticConfiguration } from '../model/static-configuration.ts';
import { exampleArguments, exampleGate, gateReads } from '../rule-seen.ts';
import { gatePart } from '../running.ts';

/** What Traefik says of the file in which it keeps certificates (traefik pkg/provider/acme/local_store.go, local_store_unix.go). */
const sayings: readonly Saying[] = [
  {
    says: /permissions (\d+) for (\S+) are too open/,
    cause: ([, mode, file]) => `${file} has mode ${mode}, and Traefik takes it with 600 alone`,
    fix: 'chmod 600 the file by an init container, and set fsGroupChangePolicy: OnRootMismatch',
  },
  {
    says: /open (\S+): (read-only file system|permission denied)/,
    cause: ([, file, why]) => `${file} cannot be written: ${why}`,
    fix: 'mount a volume there that the user of the pod may write: persistence.enabled, and podSecurityContext.fsGroup',
  },
];

const isBelow = (path: string, folder: string): boolean => {
  const way = posix.relative(folder, path);
  return way === '' || !way.startsWith('..');
};

/** Where the root file system is read-only, only mounts are written to. */
function causeByObjects(pod: Pod, container: Pod['spec']['containers'][number]): Cause | undefined {
  const { certificatesResolvers } = readStaticConfiguration(container.args ?? []);
  for (const [name, { storage }] of certificatesResolvers) {
    const path = posix.resolve(container.workingDir ?? '/', storage);
    const mounts = (container.volumeMounts ?? []).filter(({ mountPath }) => isBelow(path, mountPath));
    const [mount] = mounts.sort((a, b) => b.mountPath.length - a.mountPath.length);
    const isReadOnly = mount ? mount.readOnly === true : container.securityContext?.readOnlyRootFilesystem === true;
    if (!isReadOnly) continue;
    return {
      likelihood: 'certain',
      cause: `resolver ${name} keeps its certificates in ${storage}, which is read-only in the container`,
      evidence: [
        mount
          ? `${printRef(pod)} mounts ${mount.mountPath} read-only`
          : `${printRef(pod)}: readOnlyRootFilesystem, and no volume at ${posix.dirname(path)}`,
      ],
      fix: 'mount a volume at the folder of acme.storage: persistence.enabled: true in the values of the chart',
    };
  }
  return undefined;
}

async function symptomOf(pod: Pod, seen: SeenCluster): Promise<readonly Symptom[]> {
  const { name, namespace = '' } = pod.metadata;
  const container = pod.spec.containers[0];
  if (!container?.args?.some((each) => /certificatesresolvers/i.test(each))) return [];
  const lines = await seen.logs({ name, namespace }, container.name);
  const line = lines.findLast((each) => /acme/i.test(each) && sayings.some(({ says }) => says.test(each)));
  const cause =
    (line && causeSaid(line, sayings, [`log of ${name}: ${quoted(line)}`])) || causeByObjects(pod, container);
  return cause
    ? [{ object: printRef(pod), shows: 'gets no certificates by itself: its resolver is left out', causes: [cause] }]
    : [];
}

const args = [
  ...exampleArguments,
  '--certificatesresolvers.le.acme.storage=/data/acme.json',
  '--certificatesresolvers.le.acme.tlschallenge',
];
const container = { name: 'traefik', image: 'docker.io/traefik:v3.7.9', args };
const readOnly = { securityContext: { readOnlyRootFilesystem: true } };
const mounted = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };

/** A resolver that cannot keep what it gets. */
export const acmeStorageUnwritable: Playbook = {
  id: 'acme-storage-unwritable',
  symptom: 'Hosts with a certificate resolver of Traefik show the default certificate.',
  why: 'a resolver whose file cannot be read or written, or is open to others, is left out, and Traefik goes on without it (traefik pkg/provider/acme/local_store.go, local_store_unix.go CheckFile)',
  reads: gateReads,
  diagnose: async (seen) => {
    const pods = seen.list<Pod>(kinds.Pod).filter((pod) => isOfPart(pod, gatePart) && gatePart.runs(pod));
    return (await Promise.all(pods.map((pod) => symptomOf(pod, seen)))).flat();
  },
  examples: {
    healthy: [
      { objects: exampleGate() },
      {
        objects: exampleGate(args, {
          containers: [{ ...container, ...readOnly, ...mounted }],
          volumes: [{ name: 'data', emptyDir: {} }],
        }),
      },
    ],
    ill: [
      { objects: exampleGate(args, { containers: [{ ...container, ...readOnly }] }) },
      {
        objects: exampleGate(args),
        logs: {
          'gate/traefik-1/traefik': [
            '2026-01-01T11:00:00Z ERR The ACME resolve is skipped from the resolvers list error="unable to get ACME account: permissions 660 for /data/acme.json are too open, please use 600" resolver=le',
          ],
        },
      },
    ],
  },
};
