import type { ComposedObject } from '../../compose/composed-object.ts';
import { familiesOf } from '../../compose/objects/addresses.ts';
import type { LoadBalancer } from '../../compose/roles.ts';
import { listOf } from '../../lab/list-of.ts';
import { appLabels } from './component-names.ts';
import type { LabApp } from './lab.ts';
import { portsOf } from './lab-listening.ts';

/** An app with what its Service is made of beside it. */
export interface ServedApp {
  readonly app: LabApp;
  readonly namespace: string;
  /** Client networks that may enter; undefined for everyone. */
  readonly clients: readonly string[] | undefined;
}

/** The Service of an app; with an address of its own when the lab asks for one, open to the client networks only. */
export function appService({ app, namespace, clients }: ServedApp, balancer: LoadBalancer | undefined): ComposedObject {
  const { type, address } = app.service;
  const addresses = type === 'LoadBalancer' && address !== undefined ? listOf(address) : undefined;
  const request = addresses && balancer?.request({ addresses });
  const { name } = app;
  const metadata = { name, namespace, ...(request && { annotations: request.annotations }) };
  const spec = {
    type,
    ...(type === 'LoadBalancer' && {
      externalTrafficPolicy: 'Local',
      ...(clients && { loadBalancerSourceRanges: clients }),
    }),
    ...(addresses && familiesOf(addresses)),
    ...request?.spec,
    selector: appLabels(app),
    ports: portsOf(app).map(({ name: port, service, protocol }) => ({
      ...{ name: port, port: service, protocol, targetPort: port },
    })),
  };
  return {
    file: 'service.yaml',
    object: { apiVersion: 'v1', kind: 'Service', metadata, ...{ spec } },
    comments: {
      'spec.externalTrafficPolicy': 'Local: the app sees the true client address.',
      'spec.loadBalancerSourceRanges': 'This address does not pass the gate, so who may enter is said here again.',
    },
  };
}
