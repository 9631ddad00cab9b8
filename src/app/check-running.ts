import { groupCauses } from '../check/causes.ts';
import { checkWithFixes } from '../check/check-objects.ts';
import type { Snapshot } from '../cluster/snapshot/format.ts';
import { GatehouseError } from '../core/errors.ts';
import { compareFindings } from '../core/finding.ts';
import { isTrue, type UnknownObject } from '../kube/object.ts';
import { isFluxKustomization } from '../repo/flux-objects.ts';
import type { RepositoryObject } from '../repo/repository.ts';
import { systems } from '../systems/index.ts';
import { objectsRules } from '../systems/objects-rules.ts';
import type { System } from '../systems/system.ts';
import { missingKinds } from './adopt-platform.ts';
import { withBaseline } from './check-baseline.ts';
import type { CheckOptions, CheckReport } from './check-report.ts';
import { runningObjects } from './running-objects.ts';
import { type Coverage, schemaVersion } from './up-report.ts';

/** What the API server has taken is of a shape that it takes. */
const rules = objectsRules.filter(({ judges }) => !judges);

/**
 * What rules find in what was brought to a cluster, as it runs there: without files nothing has a place, and whatever may not be read may be there.
 * Rejects where files are to be changed.
 */
export async function checkRunning(snapshot: Snapshot, path: string, options: CheckOptions): Promise<CheckReport> {
  const name = snapshot.head.context || 'snapshot';
  if (options.fix !== undefined)
    throw new GatehouseError(`--fix: ${name} is what runs, and files are what is mended`, {
      hint: 'name the folder of its repository: gatehouse check --fix FOLDER',
    });
  if (options.writeBaseline)
    throw new GatehouseError(`--write-baseline: ${name} is what runs, and a baseline is kept beside files`, {
      hint: 'name the folder of its repository: gatehouse check --write-baseline FOLDER',
    });
  const objects = runningObjects(snapshot);
  // What is still coming up, or was given up, may bring more.
  const isWhole = snapshot.head.missing.length === 0 && snapshot.objects.filter(isDelivering).every(isReady);
  const hits = await checkWithFixes(rules, objects, undefined, { isWhole });
  const found = [...hits.findings, ...missingKinds(snapshot)].sort(compareFindings);
  const judged = await withBaseline({ path: '.', usable: true }, found, options);
  return {
    ...{ schemaVersion, name, root: path, objects: objects.length, charts: [], fixable: 0 },
    ...{ ...judged, coverage: coverageOf(objects, snapshot) },
    causes: groupCauses(judged.findings, { rules, objects }),
  };
}

const deliveryKinds = systems.flatMap((system: System) => system.readiness ?? []);

const isDelivering = ({ apiVersion, kind }: UnknownObject): boolean =>
  deliveryKinds.some((each) => each.apiVersion === apiVersion && each.kind === kind);

const isReady = (object: UnknownObject): boolean => isTrue(object, 'Ready');

/** All that runs is there to be looked at, but for what may not be read. */
function coverageOf(objects: readonly RepositoryObject[], { head }: Snapshot): Coverage {
  const stages = objects.filter(({ object }) => isFluxKustomization(object)).length;
  const releases = new Set(objects.flatMap(({ madeBy }) => madeBy ?? [])).size;
  const names = head.missing.map(({ resource }) => resource);
  return {
    kustomizations: { total: stages, followed: stages },
    releases: { total: releases, followed: releases },
    notFollowed: names.length === 0 ? [] : [{ what: 'kinds', names, knownBy: '`gatehouse rbac` prints the rights' }],
  };
}
