import type { Component } from '../../compose/component.ts';
import type { ComposedObject, ComposedSystem, NeededSecret } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Login, Roles } from '../../compose/roles.ts';
import { sortByKey } from '../../compose/sort-lab.ts';
import type { LabPlan } from '../../lab/lab-plan.ts';
import { care } from './component-care.ts';
import { configurationFile, configurationText, usersKey } from './component-configuration.ts';
import { guideOf } from './component-guide.ts';
import { autheliaName as name, podLabels, ports, secrets } from './component-names.ts';
import { oidcKeys } from './component-oidc.ts';
import { workload } from './component-workload.ts';
import { type AutheliaLab, hasLogin, type LoginLab, portalHost } from './lab.ts';

/** Authelia as the lab has it: plain objects, its portal on the gate, and the address that the gate asks. */
export const component: Component<AutheliaLab> = {
  id: 'authelia',
  provides: { login: (lab) => loginOf(lab as LoginLab) },
  needs: ['gate', 'certificates'],
  alsoNeeds: (lab) => (hasLogin(lab) && lab.login.authelia.data ? ['storage'] : []),
  isChosen: hasLogin,
  sortLab: (lab) => (hasLogin(lab) ? { login: { authelia: sortGroups(lab.login.authelia) } } : {}),
  compose: (lab, roles, plan) => composeLogin(lab as LoginLab, roles, plan),
};

const sortGroups = <T extends { readonly groups: Readonly<Record<string, unknown>> }>(authelia: T): T => ({
  ...authelia,
  groups: sortByKey(authelia.groups),
});

/** Upstream: docs/content/integration/kubernetes/traefik-ingress.md. */
const loginOf = (lab: LoginLab): Login => ({
  guard: {
    address: `http://${name}.${lab.login.authelia.namespace}.svc.cluster.local/api/authz/forward-auth`,
    headers: ['Remote-User', 'Remote-Groups', 'Remote-Email', 'Remote-Name'],
  },
  issuer: `https://${portalHost(lab)}`,
});

/** All of it is configuration: the pod needs the Secrets, and those are applied with it. */
function composeLogin(lab: LoginLab, roles: Roles, plan: LabPlan): ComposedSystem {
  const { namespace } = lab.login.authelia;
  const text = configurationText(lab, plan);
  return {
    ...{ sources: [], controller: [], apps: [] },
    config: [
      namespaceObject(namespace, 'restricted'),
      configMap(namespace, text),
      ...claim(lab.login.authelia, roles.storage),
      workload(lab, { distribution: roles.distribution, plan, text }),
      service(namespace),
      ...(roles.gate?.route({
        ...{ name, namespace, hosts: [portalHost(lab)], path: '/', tls: true, kind: 'own' },
        service: { name, port: ports.service, portName: ports.name },
      }) ?? []),
    ],
    secrets: neededSecrets(lab, plan),
    guide: guideOf(lab, plan),
    ...care,
  };
}

const configMap = (namespace: string, text: string): ComposedObject => ({
  file: 'configmap.yaml',
  object: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    ...{ data: { [configurationFile]: text } },
  },
});

function claim({ namespace, data }: LoginLab['login']['authelia'], given: Roles['storage']): ComposedObject[] {
  if (!data) return [];
  const storageClassName = data.class ?? given?.className;
  const storage = { resources: { requests: { storage: data.size } } };
  const spec = {
    accessModes: ['ReadWriteOnce'],
    ...(storageClassName !== undefined && { storageClassName }),
    ...storage,
  };
  return [
    {
      file: 'persistentvolumeclaim.yaml',
      header: 'Second factors and consents: what people have set up is lost with it.',
      object: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace },
        ...{ spec },
      },
    },
  ];
}

const service = (namespace: string): ComposedObject => ({
  file: 'service.yaml',
  object: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    ...{
      spec: {
        selector: podLabels,
        ports: [{ name: ports.name, port: ports.service, protocol: 'TCP', targetPort: ports.name }],
      },
    },
  },
});

function neededSecrets(lab: LoginLab, { clients }: LabPlan): NeededSecret[] {
  const { namespace, users, keys } = lab.login.authelia;
  const own = [
    { key: 'session', purpose: 'the key of the sessions', from: { make: 'openssl rand -hex 48' } },
    { key: 'storage', purpose: 'the key that the database is encrypted with', from: { make: 'openssl rand -hex 48' } },
    ...oidcKeys(clients),
  ];
  return [
    {
      ...{ namespace, name: secrets.users, key: usersKey(lab), purpose: 'the users file' },
      from: whereabouts(users) ?? { file: 'users.yml' },
    },
    ...own.map((each) => ({ namespace, name: secrets.keys, ...each, from: { ...each.from, ...whereabouts(keys) } })),
  ];
}

const whereabouts = (reference: LoginLab['login']['authelia']['users']): NeededSecret['from'] | undefined =>
  reference && definedOf({ file: reference.file, env: reference.env, sops: reference.sops });

const definedOf = (from: NeededSecret['from']): NeededSecret['from'] =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));
