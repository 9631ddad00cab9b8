import type { Service } from '../../../kube/types.ts';
import type { GatewaySettings } from '../model/static-configuration.ts';
import { type Condition, fault, holds } from './condition.ts';
import type { OwnGateway } from './listeners.ts';

const fine = 'No error found';

/** Addresses that Gateways show; undefined where they cannot be had, and nothing is loaded then. Upstream: gatewayAddresses. */
export function gatewayAddresses(
  { statusAddress }: GatewaySettings,
  serviceOf: (namespace: string, name: string) => Service | undefined,
): readonly { readonly type: string; readonly value: string }[] | undefined {
  if (!statusAddress) return [];
  const { ip, hostname, service } = statusAddress;
  if (ip !== '') return [{ type: 'IPAddress', value: ip }];
  if (hostname !== '') return [{ type: 'Hostname', value: hostname }];
  if (service.name === '' || service.namespace === '') return undefined;
  const found = serviceOf(service.namespace, service.name);
  return (
    found?.status?.loadBalancer?.ingress?.flatMap((each) =>
      each.ip
        ? [{ type: 'IPAddress', value: each.ip }]
        : each.hostname
          ? [{ type: 'Hostname', value: each.hostname }]
          : [],
    ) ?? (found ? [] : undefined)
  );
}

/** The status of a Gateway. Upstream: pkg/provider/kubernetes/gateway/kubernetes.go makeGatewayStatus. */
export function gatewayStatus(
  { gateway, listeners }: OwnGateway,
  addresses: NonNullable<ReturnType<typeof gatewayAddresses>>,
) {
  const shown = listeners.map(({ written, supportedKinds, conditions, attachedRoutes }) => ({
    name: written.name,
    supportedKinds,
    attachedRoutes,
    conditions:
      conditions.length > 0
        ? conditions
        : [
            holds(gateway, 'Accepted', 'Accepted', fine),
            holds(gateway, 'ResolvedRefs', 'ResolvedRefs', fine),
            holds(gateway, 'Programmed', 'Programmed', fine),
          ],
  }));
  return { addresses, listeners: shown, conditions: conditionsOf({ gateway, listeners }) };
}

function conditionsOf({ gateway, listeners }: OwnGateway): readonly Condition[] {
  if (gateway.spec?.infrastructure?.parametersRef)
    return [fault(gateway, 'Accepted', 'InvalidParameters', 'Gateway infrastructure parametersRef is not supported')];
  const good = listeners.filter(({ conditions }) => conditions.length === 0);
  if (good.length === 0 && listeners.length > 0)
    return [
      fault(gateway, 'Accepted', 'ListenersNotValid', 'At least one Listener must be valid'),
      fault(gateway, 'Programmed', 'Invalid', 'No Listener is valid'),
    ];
  const some = good.length < listeners.length ? ', but some Listeners are not valid' : '';
  return [
    holds(gateway, 'Accepted', some ? 'ListenersNotValid' : 'Accepted', `Gateway successfully scheduled${some}`),
    holds(gateway, 'Programmed', 'Programmed', `Gateway successfully programmed${some}`),
  ];
}
