import type { LabRule } from '../../../check/rule.ts';
import { isCompared } from '../chart-versions.ts';
import { isByManifest, type MetallbLab } from '../lab.ts';
import { isManifestKnown, manifestVersions } from '../manifest.ts';

export const metallbManifestVersionNotKnown: LabRule<MetallbLab> = {
  id: 'metallb-manifest-version-not-known',
  needs: 'lab',
  severity: 'unknown',
  summary: 'MetalLB comes by a manifest whose content Gatehouse does not know.',
  why: 'nothing is fetched: of manifests that a kustomization names by address, those are known whose tag is',
  check: (lab, { pools }) => {
    const { metallb: version } = lab.versions;
    if ((!lab.addresses && pools.length === 0) || !isByManifest(lab) || isManifestKnown(version)) return [];
    // A version of which nothing is known at all is told of by itself.
    if (!isCompared(version)) return [];
    return [
      {
        path: ['versions', 'metallb'],
        message: `versions.metallb: what stands in the manifest of ${version} is not known`,
        knownBy: `a version whose manifest is known (${manifestVersions.join(', ')}), or addresses.install: chart`,
      },
    ];
  },
  examples: {
    passing: [{ 'addresses.install': 'manifest', 'versions.metallb': '0.14.8' }, { 'versions.metallb': '0.14.5' }],
    failing: [{ 'addresses.install': 'manifest', 'versions.metallb': '0.14.5' }],
  },
};
