import type { ObjectsRule } from '../../../check/rule.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { UnknownObject } from '../../../kube/object.ts';

const group = 'notification.toolkit.fluxcd.io';
const example = (kind: string, name: string, spec: object): UnknownObject => ({
  apiVersion: `${group}/v1beta3`,
  kind,
  metadata: { name, namespace: 'flux-system' },
  ...{ spec },
});
const alert = example('Alert', 'all', {
  providerRef: { name: 'chat' },
  eventSources: [{ kind: 'Kustomization', name: '*' }],
});

export const alertProviderMissing: ObjectsRule = {
  id: 'alert-provider-missing',
  needs: 'objects',
  severity: 'error',
  summary: 'An Alert goes to a Provider that does not exist.',
  why: 'the Provider is looked for in the namespace of the Alert, and without it a message is dropped (notification-controller internal/server/event_handlers.go)',
  check: (input) =>
    input.ofKind('Alert', group).flatMap((on) => {
      const { namespace } = on.object.metadata;
      const ref = isJsonObject(on.object.spec) ? on.object.spec.providerRef : undefined;
      const name = isJsonObject(ref) ? ref.name : undefined;
      if (typeof name !== 'string' || namespace === undefined || input.find('Provider', name, namespace)) return [];
      const message = `goes to Provider ${namespace}/${name}, which is not in the repository`;
      return [
        {
          on,
          path: ['spec', 'providerRef', 'name'],
          message,
          hint: 'add the Provider, or correct the name: it counts in the namespace of the Alert',
        },
      ];
    }),
  examples: {
    passing: [alert, example('Provider', 'chat', { type: 'slack' })],
    failing: [alert, example('Provider', 'others', { type: 'slack' })],
  },
};
