import type { GateProblem } from '../../../check/observed.ts';
import { nearestName } from '../../../core/nearest.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import type { Configuration } from '../model/runtime-configuration.ts';

interface Kind {
  readonly code: string;
  readonly message: RegExp;
  readonly why: string;
  readonly hint: string;
}

/** What upstream's messages come down to; the codes are those of the rules that find the same in the files. */
const kinds: readonly Kind[] = [
  {
    code: 'reference-grant-missing',
    message: /missing ReferenceGrant$/,
    why: 'a reference into another namespace counts where a ReferenceGrant there allows it (traefik pkg/provider/kubernetes/gateway/kubernetes.go isReferenceGranted)',
    hint: 'add a ReferenceGrant in the namespace that is referred to',
  },
  {
    code: 'gateway-certificate-missing',
    message: /Cannot load CertificateRef/,
    why: 'a listener whose certificate cannot be loaded is not programmed, and its routes are not served (traefik pkg/provider/kubernetes/gateway/kubernetes.go loadGatewayListeners)',
    hint: 'make the Secret in that namespace, or see why its Certificate is not ready',
  },
  {
    code: 'gateway-listener-refused',
    message: /^listener .*: /,
    why: 'a listener that is not accepted serves no routes (traefik pkg/provider/kubernetes/gateway/kubernetes.go loadGatewayListeners)',
    hint: 'mend the listener: its port must be that of an entry point in the pod, by default 8000 and 8443',
  },
  {
    code: 'gateway-route-not-accepted',
    message: /^not accepted by Gateway /,
    why: 'a route is served by listeners that it asks for, that let in its kind and namespace, and that share a hostname with it (traefik pkg/provider/kubernetes/gateway/httproute.go loadHTTPRoutes)',
    hint: 'mend parentRefs or hostnames of the route, or allowedRoutes of the listener',
  },
  {
    code: 'gateway-backend-missing',
    message: /^Cannot load (?:HTTPBackendRef|GRPCBackendRef|T(?:LS|CP)Route BackendRef) /,
    why: 'requests to a backend that cannot be loaded are answered 500 (traefik pkg/provider/kubernetes/gateway/httproute.go loadWRRService)',
    hint: 'name a Service of that namespace, and one of its ports by number',
  },
  {
    code: 'entry-point-unknown',
    message: /^entryPoint ".*" doesn't exist$|^no valid entryPoint for this router$/,
    why: 'a router is bound to the entry points that exist; without any it is dropped (traefik pkg/config/runtime/runtime_http.go GetRoutersByEntryPoints)',
    hint: 'name entry points that Traefik has',
  },
  {
    code: 'middleware-not-found',
    message: /^middleware ".*" does not exist$/,
    why: 'a router whose middleware does not exist is dropped: its requests get 404 or go to another router (traefik pkg/server/middleware/middlewares.go)',
    hint: 'make the Middleware, or name one that is there',
  },
  {
    code: 'rule-syntax-error',
    message: /error while parsing rule|^Empty match rule$|^invalid rule /,
    why: 'a router whose rule cannot be read is dropped (traefik pkg/muxer/http/mux.go AddRoute)',
    hint: 'mend the rule',
  },
  {
    code: 'tls-secret-missing',
    message: /^Error configuring TLS: |^Secret .* does not exist$|^Unable to read certificate secret /,
    why: 'without the Secret the certificate is missing, and clients are shown the default one (traefik pkg/provider/kubernetes getCertificateBlocks)',
    hint: 'make the Secret in the namespace of the object, or see why its Certificate is not ready',
  },
  {
    code: 'external-name-not-allowed',
    message: /externalName services not allowed/,
    why: 'each provider has a switch of its own for Services of type ExternalName, and both are off by default (traefik pkg/provider/kubernetes)',
    hint: 'set allowExternalNameServices: true in the Traefik values, under providers.kubernetesCRD for IngressRoutes and under providers.kubernetesIngress for Ingresses',
  },
  {
    code: 'cross-namespace-reference',
    message: /cross-namespace|not in the parent resource namespace|@kubernetescrd references are disallowed/,
    why: 'references to another namespace are refused unless providers.kubernetesCRD.allowCrossNamespace is set, and the route is dropped (traefik pkg/provider/kubernetes/crd)',
    hint: 'keep both in one namespace, or set providers.kubernetesCRD.allowCrossNamespace: true in the Traefik values',
  },
  {
    code: 'route-service-missing',
    message: /service not found|service port not (?:found|defined)|the service ".*" does not exist/,
    why: 'a route whose Service or port is not there is dropped: its requests get 404 (traefik pkg/provider/kubernetes loadServers)',
    hint: 'name a Service of that namespace, and one of its ports',
  },
  {
    code: 'route-without-endpoints',
    message: /no servers found for|no endpoints found/,
    why: 'with allowEmptyServices off a route to a Service without ready endpoints is dropped: its requests get 404 (traefik pkg/provider/kubernetes loadServers)',
    hint: 'see why no pod behind the Service is ready',
  },
  {
    code: 'tls-options-unknown',
    message:
      /unknown TLS options|reference to TLSOption|defined in multiple namespaces|TLSOptions configuration is conflicting|different TLS options|no domain found in rule/,
    why: 'TLS options are chosen by host, and a router whose options are not there is dropped (traefik pkg/server/router/tcp/manager.go)',
    hint: 'define the options once, and use the same ones for all routes of a host',
  },
];

const whyUnsorted = 'Traefik drops what it cannot make sense of, and only its log says so (traefik pkg/config/runtime)';

const servicesByKind: Readonly<Record<string, string>> = {
  IngressRoute: 'ingressroute-service-missing',
  Ingress: 'ingress-backend-missing',
};

/** The code of a finding by what upstream says, and of what. */
export function codeOf(message: string, source: SourceRef | undefined): string {
  const code = kinds.find((kind) => kind.message.test(message))?.code;
  if (code === 'route-service-missing') return servicesByKind[source?.kind ?? ''] ?? code;
  return code ?? (source?.kind === 'Middleware' ? 'middleware-broken' : 'route-refused');
}

/** The upstream rule behind what is said under a code. */
export const whyOf = (code: string): string => kinds.find((kind) => kind.code === code)?.why ?? whyUnsorted;

/** Why it matters and what to do. */
export function explainCode(
  code: string,
  message: string,
  { static: { entryPoints } }: Configuration,
): Pick<GateProblem, 'why' | 'hint'> {
  const kind = kinds.find((each) => each.message.test(message));
  if (code === 'entry-point-unknown') {
    const names = [...entryPoints.keys()];
    const nearest = nearestName(/"(.*)"/.exec(message)?.[1] ?? '', names);
    return {
      why: kind?.why ?? '',
      hint: nearest ? `did you mean ${nearest}?` : `entry points there: ${names.join(', ')}`,
    };
  }
  return {
    why: kind?.why ?? whyUnsorted,
    hint: kind?.hint ?? 'mend what the message names',
  };
}
