import type { Snapshot } from '../cluster/snapshot/format.ts';
import { printRef } from '../kube/object.ts';
import { listOf } from '../lab/list-of.ts';
import { repositoryOfSubject, type Subject, type SubjectOptions } from './load-subject.ts';
import { notInSnapshot } from './not-in-snapshot.ts';
import { nothingToFollow } from './nothing-to-follow.ts';
import { type OpenPlatform, openPlatform } from './open-platform.ts';
import { startPlatform } from './platform.ts';
import { computeReach } from './reach.ts';
import type { NamedNetwork, ReachReport } from './reach-report.ts';
import { openReleases } from './trace-written.ts';
import { schemaVersion } from './up-report.ts';
import { openWire } from './wire.ts';
import { addressHops, askedAddresses } from './written-addresses.ts';

/** Brings the subject up and tells of everything that answers at its addresses from where it is reachable. */
export async function traceAll(path: string, options: SubjectOptions): Promise<ReachReport> {
  return reachIn(await openPlatform(path, options));
}

/** The same of something that runs, of whose networks a lab may tell; hosts that are named are asked for at every gate. */
export async function reachOfRunning(
  snapshot: Snapshot,
  { path, lab }: Pick<Subject, 'path' | 'lab'>,
  named: readonly string[] = [],
): Promise<ReachReport> {
  const { adoptPlatform } = await import('./adopt-platform.ts');
  const { subject, ...adopted } = await adoptPlatform(snapshot, path);
  return reachIn({ ...adopted, subject: { ...subject, ...(lab && { lab }) } }, named);
}

/** The same of a subject that is loaded already; hosts that are named are asked for at every gate, whether or not a route names them. */
export async function reachOf(subject: Subject, named: readonly string[] = []): Promise<ReachReport> {
  if (!subject.usable || subject.missing.length > 0) throw nothingToFollow(subject.path);
  const { embedded, findings } = await startPlatform(subject, () => undefined);
  return reachIn({ subject, embedded, findings }, named);
}

async function reachIn(
  { subject, embedded, findings }: OpenPlatform,
  named: readonly string[] = [],
): Promise<ReachReport> {
  const wire = openWire({ cluster: embedded.cluster, revision: embedded.revision });
  try {
    const found = await computeReach(embedded.cluster, wire, named);
    const unknown = [
      ...found.unknown,
      ...(await askedOnes(subject, found.rows)),
      ...openOnes(subject),
      ...lackingOnes(findings),
    ];
    return { schemaVersion, lab: subject.name, networks: namedNetworks(subject), ...found, unknown };
  } finally {
    await wire.close();
    await embedded.stop();
  }
}

/** What is not known of something that runs: anything may be among it. */
const lackingOnes = (findings: OpenPlatform['findings']): ReachReport['unknown'] =>
  findings
    .filter(({ code }) => notInSnapshot.has(code))
    .map(({ message, knownBy = '' }) => ({ object: '', route: '', reason: message, knownBy }));

function openOnes(subject: Subject): ReachReport['unknown'] {
  const open = openReleases(subject);
  if (open.length === 0) return [];
  const shown = open.length > 5 ? `${open.slice(0, 5).join(', ')} and ${open.length - 5} more` : open.join(', ');
  const reason = 'what they install is not known: gates, addresses and routes may be among it';
  return [{ object: `releases ${shown}`, route: '', reason, knownBy: 'their charts: `gatehouse charts` lists them' }];
}

/** Addresses that Services and Gateways ask for of whoever is not modelled, and at which nothing was found to answer. */
async function askedOnes(subject: Subject, rows: ReachReport['rows']): Promise<ReachReport['unknown']> {
  const answered = new Set(rows.map(({ address }) => address));
  const applied = (await repositoryOfSubject(subject)).objects.filter(({ loose }) => !loose);
  const objects = applied.map(({ object }) => object);
  return objects
    .filter((object) => /^(Service|Gateway)$/.test(object.kind))
    .filter((object) => askedAddresses(object).some(({ address }) => !answered.has(address)))
    .flatMap((object) =>
      addressHops(object, objects).map(({ decision, reason }) => ({
        object: printRef(object),
        route: '',
        reason: `${decision.slice(printRef(object).length + 1)}, ${reason}`,
      })),
    );
}

/** RFC 1918, RFC 4193. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

function namedNetworks({ lab }: Subject): readonly NamedNetwork[] {
  const trusted = lab ? lab.network.trusted : [];
  return [
    ...(lab ? [{ name: 'lab network', ranges: listOf(lab.network.cidr) }] : []),
    ...(trusted.length > 0 ? [{ name: 'trusted networks', ranges: trusted }] : []),
    { name: 'private networks', ranges: privateNetworks },
  ];
}
