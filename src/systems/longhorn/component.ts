import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles, VolumeWish } from '../../compose/roles.ts';
import { fullHost, listOf } from '../../lab/lab-core.ts';
import { longhornClass, longhornNamespace as namespace } from './component-names.ts';
import { type LonghornLab, replicasOf, servesTls } from './lab.ts';

/** Longhorn as the lab has it: the release, and once its definitions are there the nightly backup and the route to its UI. */
export const component: Component<LonghornLab> = {
  id: 'longhorn',
  provides: { storage: () => ({ claim, accessMode: 'ReadWriteOnce', strategy: 'Recreate' }) },
  needs: [],
  isChosen: ({ storage }) => storage?.longhorn !== undefined,
  compose: (lab, roles) => ({
    sources: [roles.delivery.chartSource('longhorn', 'https://charts.longhorn.io')],
    controller: [
      namespaceObject(namespace, 'privileged', 'Its managers mount the disks of the nodes.'),
      release(lab, roles),
    ],
    config: lab.storage?.longhorn?.backups === undefined ? [] : [nightly],
    apps: [],
  }),
  later: { id: 'longhorn-ui', needs: ['gate', 'certificates', 'login'], compose: uiRoute },
};

const claim = ({ name, namespace: of, size }: VolumeWish): ComposedObject => ({
  file: `claim-${name}.yaml`,
  object: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: of },
    ...{
      spec: {
        storageClassName: longhornClass,
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: size } },
      },
    },
  },
});

function release(lab: LonghornLab, { delivery }: Roles): ComposedObject {
  const { backups, nodeDown } = lab.storage?.longhorn ?? {};
  const replicas = replicasOf(lab);
  return delivery.release({
    name: 'longhorn',
    namespace,
    chart: 'longhorn',
    version: lab.versions.longhorn,
    repository: 'longhorn',
    values: {
      persistence: { defaultClassReplicaCount: replicas },
      defaultSettings: {
        defaultReplicaCount: String(replicas),
        ...(nodeDown !== undefined && { nodeDownPodDeletionPolicy: nodeDown }),
      },
      ...(backups !== undefined && { defaultBackupStore: { backupTarget: backups } }),
    },
    comments: {
      'spec.values.persistence': 'For volumes that are claimed; those made in the UI follow defaultSettings.',
      'spec.values.defaultSettings.nodeDownPodDeletionPolicy':
        'A pod of a dead node is never gone by itself, and its volume stays with it.',
    },
  });
}

const nightly: ComposedObject = {
  file: 'recurringjob-nightly.yaml',
  header: 'Each night all volumes that have no job of their own are backed up; two weeks are kept.',
  object: {
    apiVersion: 'longhorn.io/v1beta2',
    kind: 'RecurringJob',
    metadata: { name: 'nightly', namespace },
    ...{ spec: { task: 'backup', cron: '0 3 * * *', groups: ['default'], retain: 14, concurrency: 2 } },
  },
};

function uiRoute(lab: LonghornLab, { gate }: Roles): readonly ComposedObject[] {
  const ui = lab.storage?.longhorn?.ui;
  if (!ui || !gate) return [];
  const { trusted, cidr } = lab.network;
  return gate.route({
    ...{ name: 'longhorn', namespace, path: '/', kind: 'own', tls: servesTls(lab) },
    service: { name: 'longhorn-frontend', port: 80, portName: 'http' },
    hosts: [fullHost(lab, ui.host)],
    clients: trusted.length > 0 ? trusted : listOf(cidr),
  });
}
