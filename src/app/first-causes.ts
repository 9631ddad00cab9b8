import type { Cluster } from '../cluster/cluster.ts';
import type { Finding } from '../core/finding.ts';
import { type KindRef, printRef, type UnknownObject } from '../kube/object.ts';
import type { Service } from '../kube/types.ts';
import { systems } from '../systems/index.ts';
import type { FirstCause, System } from '../systems/system.ts';
import type { FindPlace } from './place-of.ts';

/**
 * Findings about what came up, each with the first cause where one stands behind the object's own condition, and with the place of
 * whatever brought the object when it stands in no file itself.
 */
export async function nameCauses(
  cluster: Cluster,
  findings: readonly Finding[],
  findPlace: FindPlace,
): Promise<readonly Finding[]> {
  const kinds = await servedKinds(cluster);
  const named: Finding[] = [];
  for (const finding of findings) {
    const object = await findObject(cluster, kinds, finding.object);
    named.push(object ? await complete(cluster, finding, object, findPlace) : finding);
  }
  return named;
}

async function complete(
  cluster: Cluster,
  finding: Finding,
  object: UnknownObject,
  findPlace: FindPlace,
): Promise<Finding> {
  const place = finding.file === undefined ? await findPlace(object) : undefined;
  const placed = place ? { ...finding, file: place.file, line: place.line } : finding;
  if (finding.code === 'address-pending') return { ...placed, ...(await pendingCauseOf(cluster, object, placed)) };
  const cause = finding.code === 'never-ready' ? await causeOf(cluster, object) : undefined;
  if (!cause) return placed;
  const own = printRef(cause.object) === finding.object;
  const message = own ? cause.message : `${printRef(cause.object)}: ${cause.message}`;
  return { ...placed, ...(cause.code !== undefined && { code: cause.code }), message, hint: cause.hint };
}

/** Why a Service has no address, by the system that is to give it one; the place of what made the Service stays in the hint. */
async function pendingCauseOf(
  cluster: Cluster,
  object: UnknownObject,
  { message, hint = '' }: Finding,
): Promise<Partial<Finding>> {
  for (const system of systems as readonly System[]) {
    const cause = await system.explainPending?.(cluster, object as Service, {
      installed: 'by-objects',
      said: message,
    });
    if (!cause) continue;
    const maker = /; the object is made by .*$/.exec(hint)?.[0] ?? '';
    return { ...cause, hint: `${cause.hint}${maker}` };
  }
  return {};
}

const charts = systems.flatMap((system: System) => system.charts ?? []);

async function causeOf(cluster: Cluster, object: UnknownObject): Promise<FirstCause | undefined> {
  for (const system of systems as readonly System[]) {
    if (!system.readiness?.some(({ apiVersion, kind }) => object.apiVersion === apiVersion && object.kind === kind))
      continue;
    const cause = await system.explainUnready?.(cluster, object, { installed: 'by-objects', charts });
    if (cause) return cause;
  }
  return undefined;
}

/** The served kinds by name; of several of one name the first counts. */
async function servedKinds(cluster: Cluster): Promise<ReadonlyMap<string, KindRef>> {
  const kinds = new Map<string, KindRef>();
  for (const { group, version, kind } of await cluster.resources()) {
    if (!kinds.has(kind)) kinds.set(kind, { apiVersion: group ? `${group}/${version}` : version, kind });
  }
  return kinds;
}

/** The object that is printed as `Kind/namespace/name` or `Kind/name`. */
async function findObject(
  cluster: Cluster,
  kinds: ReadonlyMap<string, KindRef>,
  ref: string | undefined,
): Promise<UnknownObject | undefined> {
  const [kind = '', ...parts] = (ref ?? '').split('/');
  const served = kinds.get(kind);
  const name = parts.at(-1);
  if (!served || !name) return undefined;
  const found = await cluster.get(served, name, parts.length > 1 ? parts[0] : undefined);
  return found && { ...found, ...served };
}
