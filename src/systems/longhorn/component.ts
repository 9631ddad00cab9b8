import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import { clientNetworks, groupsOf } from '../../lab/access.ts';
import { fullHost } from '../../lab/lab-core.ts';
import { care } from './component-care.ts';
import { configObjects } from './component-config.ts';
import { guideOf } from './component-guide.ts';
import { longhornClass, longhornNamespace as namespace } from './component-names.ts';
import type { StoringLab } from './component-nodes.ts';
import { longhornRelease } from './component-release.ts';
import { servesTls } from './lab.ts';

/** Longhorn as the lab has it: the release, and once its kinds are there its jobs and classes; its UI comes after the gate, which may keep data on its volumes. */
export const component: Component<StoringLab> = {
  id: 'longhorn',
  provides: {
    storage: ({ storage }) => ({ className: longhornClass, machine: machineOf(storage?.longhorn?.dataPath) }),
  },
  needs: [],
  isChosen: ({ storage }) => storage?.longhorn !== undefined,
  compose: (lab, roles) => {
    const options = lab.storage!.longhorn!;
    return {
      sources: [roles.delivery.chartSource('longhorn', 'https://charts.longhorn.io')],
      controller: [
        namespaceObject(namespace, 'privileged', 'Its managers mount the disks of the nodes.'),
        longhornRelease(lab, options, roles),
      ],
      config: configObjects(lab, options),
      apps: [],
      guide: guideOf(options, roles),
      ...care,
    };
  },
  later: { id: 'longhorn-ui', needs: ['gate', 'certificates', 'login'], compose: uiRoute },
};

/** Upstream: website docs, os-distro-specific/talos-linux-support; chart values defaultSettings.defaultDataPath. */
const machineOf = (dataPath = '/var/lib/longhorn') => ({ tools: ['iscsi', 'util-linux'] as const, dataPath });

function uiRoute(lab: StoringLab, { gate, login }: Roles): readonly ComposedObject[] {
  const ui = lab.storage?.longhorn?.ui;
  if (!ui || !gate) return [];
  const guard = groupsOf(ui.access) && login?.guard;
  return gate.route({
    ...{ name: 'longhorn', namespace, path: '/', kind: 'own', tls: servesTls(lab) },
    service: { name: 'longhorn-frontend', port: 80, portName: 'http' },
    hosts: [fullHost(lab, ui.host)],
    clients: clientNetworks(lab, ui.access),
    ...(guard && { guard }),
  });
}
