import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import type { Roles } from '../../compose/roles.ts';
import { clientNetworks, groupsOf } from '../../lab/access.ts';
import { fullHost } from '../../lab/lab-core.ts';
import { targetObjects } from './component-target.ts';
import { type HostProxy, type ProxiesLab, proxiesNamespace, proxyName, servesTls } from './lab.ts';
import { addressOf, readTarget } from './lab-target.ts';

/** Machines outside the cluster: for each a Service that stands for it, and the route that leads there. */
export const component: Component<ProxiesLab> = {
  id: 'proxies',
  provides: {},
  needs: ['gate', 'certificates', 'login'],
  isChosen: ({ proxies }) => proxies !== undefined,
  sortLab: ({ proxies }) => ({
    proxies: proxies && [...proxies].sort((a, b) => (proxyName(a) < proxyName(b) ? -1 : 1)),
  }),
  compose: (lab, roles) => {
    const why = 'No pod runs here: it only holds what leads to machines outside.';
    const proxies = (lab.proxies ?? []).flatMap((proxy) => proxyObjects(lab, proxy, roles));
    return {
      sources: [],
      controller: [],
      config: [namespaceObject(proxiesNamespace, 'restricted', why), ...proxies],
      apps: [],
    };
  },
};

/** All lie in one folder: each file has the name of its proxy before it. */
function proxyObjects(lab: ProxiesLab, proxy: HostProxy, { gate, login }: Roles): ComposedObject[] {
  const guard = groupsOf(proxy.access) && login?.guard;
  const name = proxyName(proxy);
  const { scheme, host, port } = readTarget(proxy.target);
  const address = addressOf(lab, host);
  const byName = address !== undefined && address !== host;
  const route = gate?.route({
    ...{ name, namespace: proxiesNamespace, hosts: [fullHost(lab, proxy.host)], path: '/', tls: servesTls(lab) },
    service: { name, port, portName: scheme },
    clients: clientNetworks(lab, proxy.access),
    ...(guard && { guard }),
    kind: 'own',
    isShared: true,
    ...(scheme === 'https' && {
      server: { scheme, certificate: proxy.certificate, ...(byName && { name: host }) },
    }),
  });
  return [...targetObjects(lab, proxy), ...(route ?? [])].map((composed) => ({
    ...composed,
    file: `${name}-${composed.file}`,
  }));
}
