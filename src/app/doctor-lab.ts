import type { ClusterReader } from '../cluster/cluster.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { isReason, StatusError } from '../cluster/status-error.ts';
import { compareFindings, type Finding } from '../core/finding.ts';
import type { KindRef, UnknownObject } from '../kube/object.ts';
import { kinds, type Node, type Service } from '../kube/types.ts';
import type { Lab } from '../systems/lab.ts';
import type { HeldLab } from './doctor-report.ts';
import { compareWithLab } from './live/look-around.ts';
import { loadSubject, type SubjectOptions } from './load-subject.ts';
import { nothingToFollow, whyNotStarted } from './nothing-to-follow.ts';
import { startPlatform } from './platform.ts';
import { type Asked, promisesOf } from './promised-requests.ts';
import { openWire, printOwner, type ServedPort } from './wire.ts';

/**
 * Brings a lab or repository up in the embedded cluster, and holds a real one against it: nodes, addresses of Services, and the objects that
 * promise hosts. Nothing is asked of the addresses. Throws where the files cannot be followed.
 */
export async function holdAgainst(
  path: string,
  cluster: Pick<ClusterReader, 'list'>,
  options: SubjectOptions,
): Promise<HeldLab> {
  const subject = await loadSubject(path, options);
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  try {
    const reason = whyNotStarted(path, findings);
    if (reason) throw reason;
    return { name: subject.name, findings: await compareWithPlatform(embedded, cluster, subject.lab) };
  } finally {
    await embedded.stop();
  }
}

/** Where a real cluster is not as a platform that has come up in the embedded one. */
export async function compareWithPlatform(
  embedded: EmbeddedCluster,
  cluster: Pick<ClusterReader, 'list'>,
  lab: Lab | undefined,
): Promise<readonly Finding[]> {
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const real = readerOf(cluster);
    const nodes = await real.list<Node>(kinds.Node);
    const served = await wire.serve();
    const { asked } = await promisesOf(embedded.cluster, wire);
    const kindsByName = new Map(
      (await embedded.cluster.resources()).map(({ group, version, kind }) => [
        kind,
        { apiVersion: group === '' ? version : `${group}/${version}`, kind },
      ]),
    );
    const found = [
      ...(nodes && lab ? compareWithLab(nodes, lab) : []),
      ...compareAddresses(served, await real.list<Service>(kinds.Service)),
      ...(await compareHosts(asked, kindsByName, real)),
      ...real.unread(),
    ];
    return found.sort(compareFindings);
  } finally {
    await wire.close();
  }
}

interface Reader {
  /** All objects of a kind; none where it is not served, undefined where it may not be read. */
  readonly list: <T extends UnknownObject>(kind: KindRef) => Promise<readonly T[] | undefined>;
  /** What may not be read. */
  readonly unread: () => readonly Finding[];
}

function readerOf(cluster: Pick<ClusterReader, 'list'>): Reader {
  const lists = new Map<string, Promise<readonly UnknownObject[] | undefined>>();
  const refusals = new Map<string, Finding>();
  const read = async (kind: KindRef) => {
    try {
      return await cluster.list(kind);
    } catch (thrown) {
      if (!(thrown instanceof StatusError)) throw thrown;
      if (isReason(thrown, 'NotFound')) return [];
      const message = `${kind.kind} could not be read: ${thrown.message}`;
      const knownBy = 'the right to read it: `gatehouse rbac` prints it';
      refusals.set(kind.kind, { code: 'not-read', severity: 'unknown', message, knownBy });
      return undefined;
    }
  };
  return {
    list: (kind) => {
      const known = lists.get(kind.kind) ?? read(kind);
      lists.set(kind.kind, known);
      return known as never;
    },
    unread: () => [...refusals.values()],
  };
}

function compareAddresses(served: readonly ServedPort[], services: readonly Service[] | undefined): readonly Finding[] {
  if (!services) return [];
  const real = new Map(services.map((each) => [`${each.metadata.namespace}/${each.metadata.name}`, each]));
  const promised = new Map(
    served.flatMap(({ owner, ip }) =>
      'service' in owner ? [[`${printOwner(owner)} ${ip}`, { name: printOwner(owner), ip }]] : [],
    ),
  );
  return [...promised.values()].flatMap(({ name, ip }): readonly Finding[] => {
    const service = real.get(name);
    const object = `Service/${name}`;
    if (!service)
      return [
        {
          ...{ code: 'not-in-cluster', severity: 'error', object },
          message: `is not in the cluster; it is to have the address ${ip}`,
          hint: 'see whether Flux has applied what holds it; is this the right context?',
        },
      ];
    const addresses = (service.status?.loadBalancer?.ingress ?? []).flatMap((each) => each.ip ?? []);
    if (addresses.includes(ip)) return [];
    return [
      {
        ...{ code: 'another-address', severity: 'error', object },
        message: `has ${addresses.join(', ') || 'no address'} in the cluster, and ${ip} by the lab`,
        why: 'names in DNS, firewalls and clients go by the address that was planned',
        hint: '`kubectl describe service` says who gave the address, or why nobody did',
      },
    ];
  });
}

async function compareHosts(
  asked: readonly Asked[],
  kindsByName: ReadonlyMap<string, KindRef>,
  real: Reader,
): Promise<readonly Finding[]> {
  const hosts = new Map<string, Set<string>>();
  for (const { check } of asked) {
    const { object, host, named } = check.expectation;
    if (object === '' || object.startsWith('Service/') || !named) continue;
    hosts.set(object, (hosts.get(object) ?? new Set()).add(host));
  }
  const found: Finding[] = [];
  for (const [object, names] of hosts) {
    const [kindName = '', namespace, name] = object.split('/');
    const kind = kindsByName.get(kindName);
    const there = kind && (await real.list(kind));
    if (!there || there.some(({ metadata }) => metadata.namespace === namespace && metadata.name === name)) continue;
    found.push({
      ...{ code: 'not-in-cluster', severity: 'error', object },
      message: `is not in the cluster, and promises ${[...names].join(', ')}`,
      hint: 'see whether Flux has applied what holds it; is this the right context?',
    });
  }
  return found;
}
