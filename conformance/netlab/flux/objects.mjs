// Flux as `flux install` puts it into a cluster, from what its modules hold: `flux` itself is not published as a module that builds.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { versionOf } from '../build.mjs';
import { deploymentOf } from '../builds/flux.mjs';

const namespace = 'flux-system';
const definitions = fileURLToPath(new URL('../../../src/systems/flux/crds/2.9.4.json', import.meta.url));
const fluxControllers = ['source-controller', 'kustomize-controller', 'helm-controller'];

/** Upstream's own Deployment of a controller, named and placed as the installation does it. */
function deployment(name) {
  const made = load(readFileSync(deploymentOf(name), 'utf8'));
  const [container] = made.spec.template.spec.containers;
  container.image = `ghcr.io/fluxcd/${name}:${versionOf(name)}`;
  // Where nobody listens, nobody is told.
  container.args = container.args.filter((each) => !each.startsWith('--events-addr'));
  made.spec.template.spec.serviceAccountName = name;
  const labels = { ...made.metadata.labels, 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/component': name };
  made.metadata = { ...made.metadata, labels, name, namespace };
  return made;
}

const account = (name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });

/** Source-controller's rights are less in a real installation; what it does is not judged by them here. */
const rights = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'cluster-reconciler-flux-system' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: fluxControllers.map((name) => ({ kind: 'ServiceAccount', name, namespace })),
};

const artifacts = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'source-controller', namespace },
  spec: {
    selector: { app: 'source-controller' },
    ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
  },
};

/** Everything of the installation, in the order in which it is applied. */
export const fluxObjects = () => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  ...JSON.parse(readFileSync(definitions, 'utf8')),
  ...fluxControllers.map(account),
  rights,
  artifacts,
  ...fluxControllers.map(deployment),
];

/** The credentials that `flux bootstrap` leaves for the repository. */
export const credentials = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'flux-system', namespace },
  stringData: { username: 'git', password: 'not asked for' },
};
