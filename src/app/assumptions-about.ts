import type { ClusterReader } from '../cluster/cluster.ts';
import { listServed } from '../controlplane/kit/served.ts';
import { compareText } from '../core/finding.ts';
import { systems } from '../systems/index.ts';
import type { Assumption } from '../systems/system.ts';
import { podNetworkAssumptions } from './cluster-networks.ts';
import type { Subject } from './load-subject.ts';

/** What is taken for granted about a cluster that runs: of every system, what is about objects that are there; in order of id. */
export async function assumptionsAbout(
  cluster: ClusterReader,
  { lab, nodes = [], assumptions, identities = [] }: Pick<Subject, 'lab' | 'nodes' | 'assumptions' | 'identities'>,
): Promise<readonly Assumption[]> {
  const ofSystems: Assumption[] = [];
  for (const { about, id, text, value, source } of systems.flatMap(
    (system): readonly Assumption[] => system.assumptions,
  ))
    if (!about || (!(about.withoutKey && identities.length > 0) && (await isThere(cluster, about))))
      ofSystems.push({ id, text, value, source });
  // What is said of these files in particular counts, not what is usual.
  const usual = ofSystems.filter(({ id }) => !assumptions.some((own) => own.id === id));
  return [...usual, ...assumptions, ...podNetworkAssumptions((lab?.nodes ?? nodes).length)].sort((a, b) =>
    compareText(a.id, b.id),
  );
}

async function isThere(
  cluster: ClusterReader,
  { kinds, when = () => true }: NonNullable<Assumption['about']>,
): Promise<boolean> {
  for (const kind of kinds) if ((await listServed(cluster, kind)).some(when)) return true;
  return false;
}
