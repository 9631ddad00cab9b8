import { routerRuleDomains } from '../matching/router-rule.ts';
import { parseRouterRule, spellings } from '../matching/router-rule-tree.ts';
import { optionsNameOf } from '../model/assembly.ts';
import type { TlsOptionsConfig } from '../model/dynamic-configuration.ts';
import { addError, type Configuration, type RouterInfo } from '../model/runtime-configuration.ts';

const anyMatcher = spellings(
  'ClientIP Method Host HostRegexp Path PathRegexp PathPrefix Header HeaderRegexp Query QueryRegexp HostHeader Headers HeadersRegexp'.split(
    ' ',
  ),
);

/**
 * Hosts of an entry point's TLS routers with the name of their TLS options; notes what is wrong with them.
 * Upstream: pkg/server/router/tcp/manager.go buildEntryPointHandler.
 */
export function optionsByHost(
  own: readonly RouterInfo[],
  tlsOptions: ReadonlyMap<string, TlsOptionsConfig>,
): ReadonlyMap<string, string | undefined> {
  const hosts = new Map<string, string | undefined>();
  for (const info of own) {
    const { config } = info;
    if (!config.tls) continue;
    const domains = routerRuleDomains(config.rule);
    const wanted = optionsNameOf(info.name, config);
    const unreadable = domains.length === 0 ? parseRouterRule(config.rule, anyMatcher) : undefined;
    if (unreadable && 'problem' in unreadable) {
      const reason = unreadable.problem.replace(`parsing rule ${config.rule}: `, '');
      addError(info, `invalid rule ${config.rule}, error: error while parsing rule ${config.rule}: ${reason}`, true);
      continue;
    }
    if (domains.length === 0 && wanted !== 'default') {
      addError(info, `no domain found in rule ${config.rule}, the TLS option ${wanted} cannot be applied`, false);
    }
    if (domains.length > 0 && config.resolvedOptions !== wanted) {
      addError(
        info,
        "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead",
        false,
      );
    }
    const options = config.resolvedOptions ?? 'default';
    for (const domain of domains) hosts.set(domain, tlsOptions.has(options) ? options : undefined);
  }
  return hosts;
}

/**
 * Name of the TLS options of a connection: by the server name among the hosts of the entry point's TLS routers; undefined = it is closed.
 * Upstream: pkg/server/router/tcp/router.go ServeTCP.
 */
export function tlsOptionsOf(configuration: Configuration, entryPoint: string, serverName: string): string | undefined {
  const hosts = configuration.entryPoints.get(entryPoint)?.optionsByHost;
  const name = serverName.trim().toLowerCase().replace(/\.$/, '');
  const wildcard = `*${name.includes('.') ? name.slice(name.indexOf('.')) : ''}`;
  if (hosts?.has(name)) return hosts.get(name);
  if (name !== '' && hosts?.has(wildcard)) return hosts.get(wildcard);
  return configuration.tlsOptions.has('default') ? 'default' : undefined;
}
