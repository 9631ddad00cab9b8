import type { Cluster } from '../../../cluster/cluster.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import {
  type InstallSettings,
  type Manifests,
  prepareManifests,
  runInstall,
} from '../../../operate/install/run-install.ts';
import { labelForRelease, releaseNamespace } from '../../../repo/releases/release.ts';
import type { HelmRelease } from '../read-objects.ts';
import { type Action, actionTimeout } from './semantics.ts';

const ownership = (release: HelmRelease): Pick<InstallSettings, 'namespace' | 'label'> => ({
  namespace: releaseNamespace(release),
  label: (object) => labelForRelease(object, release),
});

/** Objects of a release as helm-controller writes them, in the order of an install. */
export const prepareObjects = (cluster: Cluster, release: HelmRelease, objects: readonly UnknownObject[]) =>
  prepareManifests(cluster, ownership(release), objects);

/** Installs or upgrades as a HelmRelease says (helm-controller internal/action). Yields seconds to wait; gives Helm's error when it fails. */
export const runAction = (cluster: Cluster, release: HelmRelease, action: Action, manifests: Manifests) =>
  runInstall(
    cluster,
    {
      ...ownership(release),
      action,
      manager: 'helm-controller',
      timeout: actionTimeout(release, action),
      createNamespace: action === 'install' && release.spec.install?.createNamespace === true,
      definitions: release.spec[action]?.crds !== 'Skip',
      wait: !release.spec[action]?.disableWait,
    },
    manifests,
  );
