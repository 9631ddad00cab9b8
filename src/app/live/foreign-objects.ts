import type { Cluster } from '../../cluster/cluster.ts';
import type { Finding } from '../../core/finding.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { readHelmRecords } from '../../operate/install/helm-record.ts';
import { hooksOf } from '../../operate/install/install-order.ts';
import { findInCluster, whyForeign } from '../../operate/install/ownership.ts';
import { prepareManifests } from '../../operate/install/run-install.ts';
import { asRelease, releaseName, releaseNamespace } from '../../repo/releases/release.ts';
import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import { notOfTheRelease } from './explain-helm.ts';

/**
 * Objects that are there and that helm would not take over, found before anything is written. What a release is known to hold already is not
 * asked for its labels; of releases of which it is not known what they install, nothing is said.
 */
export async function predictOwnership(
  cluster: Cluster,
  releases: readonly RenderedRelease[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { release, rendering } of releases) {
    const named = asRelease(release.object);
    const whose = { name: releaseName(named), namespace: releaseNamespace(named) };
    const [latest] = rendering ? await readHelmRecords(cluster, whose) : [];
    const label = (object: UnknownObject) => object;
    const objects = await prepareManifests(cluster, { ...whose, label }, rendering?.objects ?? []);
    for (const object of objects.filter((each) => hooksOf(each).length === 0)) {
      const { name, namespace = '' } = object.metadata;
      const there = await findInCluster(cluster, object);
      const why = there && whyForeign(there, whose);
      if (why === undefined || latest?.manifest.includes(`name: ${name}`)) continue;
      findings.push(notOfTheRelease(whose, { kind: object.kind, name, namespace, why }));
    }
  }
  return findings;
}
