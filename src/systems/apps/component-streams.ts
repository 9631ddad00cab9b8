import type { ComposedObject } from '../../compose/composed-object.ts';
import type { Gate } from '../../compose/roles.ts';
import type { ServedApp } from './component-service.ts';
import { portsOf } from './lab-listening.ts';

/** The ports of an app that entry points of the gate lead to, beside its route. */
export const appStreams = ({ app, namespace, clients }: ServedApp, gate: Gate | undefined): readonly ComposedObject[] =>
  portsOf(app).flatMap(({ name, protocol, service, entryPoint }) =>
    entryPoint === undefined || !gate
      ? []
      : gate.stream({
          ...{ name: `${app.name}-${name}`, namespace, protocol, entryPoint, clients },
          service: { name: app.name, port: service },
        }),
  );
