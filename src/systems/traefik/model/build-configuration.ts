import { compareText } from '../../../core/finding.ts';
import { loadFromGateways } from '../gateway/load-gateways.ts';
import { RouterBuilder } from '../matching/build-routers.ts';
import { loadFromIngresses } from '../providers/ingress.ts';
import { loadFromCrds } from '../providers/ingress-route.ts';
import { loadInternal } from '../providers/internal.ts';
import type { TraefikObjects } from '../read-objects.ts';
import type { ServiceInfo } from '../services/build-services.ts';
import { buildStreams } from '../streams/build-streams.ts';
import { joinStreams } from '../streams/stream-configuration.ts';
import { compileTcpRule, serverNamesOf } from '../streams/tcp-rule.ts';
import { askedCertificates } from '../tls/asked-certificates.ts';
import { buildStore, type CertificateStore } from '../tls/certificates.ts';
import { applyModels, mergeProviders, type ResolvedRouter, resolveTlsOptions } from './assembly.ts';
import type { Diagnostic } from './dynamic-configuration.ts';
import type { Configuration, MiddlewareInfo, RouterInfo } from './runtime-configuration.ts';
import { defaultEntryPoints, type StaticConfiguration } from './static-configuration.ts';

const sorted = <T>(entries: Iterable<readonly [string, T]>): Map<string, T> =>
  new Map([...entries].sort(([a], [b]) => compareText(a, b)));

/**
 * Builds the configuration from the static settings and the objects of the cluster.
 * Upstream: pkg/server/{configurationwatcher,aggregator}.go, pkg/server/router/router.go, pkg/server/router/tcp/manager.go.
 */
export function buildConfiguration(configuration: StaticConfiguration, objects: TraefikObjects): Configuration {
  const { kubernetesCrd, kubernetesIngress, defaultRuleSyntax } = configuration;
  const crds = kubernetesCrd && loadFromCrds(kubernetesCrd, objects);
  const gateways = configuration.kubernetesGateway && loadFromGateways(configuration, objects);
  const merged = mergeProviders(
    [
      loadInternal(configuration),
      ...(crds ? [crds] : []),
      ...(kubernetesIngress ? [loadFromIngresses(kubernetesIngress, objects, defaultRuleSyntax)] : []),
      ...(gateways ? [gateways] : []),
    ],
    defaultEntryPoints(configuration),
  );
  const diagnostics = [...merged.diagnostics];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const streams = buildStreams({
    configuration,
    draft: joinStreams([crds?.streams, gateways?.streams]),
    defaultEntryPoints: defaultEntryPoints(configuration),
    tlsOptions: merged.tlsOptions,
  });
  const resolved = resolveTlsOptions(applyModels(merged.routers, merged.models), report);
  const routers = sorted([...resolved].map(([name, config]): [string, RouterInfo] => [name, routerInfo(name, config)]));
  const services = sorted(
    [...merged.services].map(([name, config]): [string, ServiceInfo] => [
      name,
      { name, config, errors: [], status: 'enabled', serverStatus: new Map(), built: false },
    ]),
  );
  const middlewares = sorted(
    [...merged.middlewares].map(([name, config]): [string, MiddlewareInfo] => [
      name,
      { name, config, errors: [], status: 'enabled' },
    ]),
  );
  const builder = new RouterBuilder({
    configuration,
    routers,
    services,
    middlewareInfos: middlewares,
    middlewares: merged.middlewares,
    serversTransports: merged.serversTransports,
    tlsOptions: merged.tlsOptions,
  });
  const withAsked = (store: CertificateStore): CertificateStore => {
    const asked = askedCertificates(
      configuration.certificatesResolvers,
      [...resolved.values(), ...askingStreams(streams)],
      store.certificates,
    );
    return asked.length > 0 ? { ...store, asked } : store;
  };
  return {
    static: configuration,
    routers,
    services,
    middlewares,
    entryPoints: builder.build(),
    certificates: withAsked(buildStore(merged.certificates, merged.tlsStore, report)),
    tlsOptions: merged.tlsOptions,
    streams,
    diagnostics: [...diagnostics, ...streams.diagnostics],
    ...(gateways ? { gateways: gateways.found } : {}),
  };
}

/** Routers of TCP whose TLS ends here, with the names that their resolver is asked for (pkg/provider/acme/provider.go watchNewDomains). */
const askingStreams = ({ tcpRouters }: Configuration['streams']) =>
  [...tcpRouters.values()].flatMap(({ config: { tls, rule } }) => {
    if (!tls || tls.passthrough) return [];
    const compiled = compileTcpRule(rule, true);
    const named = 'problem' in compiled ? [] : serverNamesOf(compiled.tree).filter((name) => name !== '*');
    const domains = tls.domains?.length ? tls.domains : named.map((main) => ({ main }));
    return [{ rule: '', tls: { ...tls, domains } }];
  });

const routerInfo = (name: string, config: ResolvedRouter): RouterInfo => ({
  name,
  config,
  priority: config.priority,
  errors: [],
  status: 'enabled',
  using: [],
  children: [],
});
