import { compareText } from '../../../core/finding.ts';
import { compileRouterRule } from '../matching/router-rule.ts';
import type { SourceRef } from '../model/dynamic-configuration.ts';
import type { Configuration, RouterInfo } from '../model/runtime-configuration.ts';
import type { MatchInput } from './request.ts';

const limit = 5;

/**
 * Routers that would have matched a request no router took, each with what keeps it from it: dropped, refused while its object was read,
 * on other entry points, or on the other side of TLS.
 */
export function nearMisses(
  configuration: Configuration,
  entryPoint: string,
  input: MatchInput,
  tls: boolean,
): readonly string[] {
  const refused = configuration.diagnostics.flatMap(({ rule, object, message }) =>
    rule !== undefined && object && matches(rule, input)
      ? [`the route of ${printSource(object)} was dropped: ${message}`]
      : [],
  );
  const missed = [...configuration.routers.values()]
    .filter(({ name, config }) => !name.endsWith('@internal') && matches(config.rule, input))
    .flatMap((info) => whyNot(info, entryPoint, tls) ?? []);
  const unread = [...configuration.routers.values()].flatMap(({ name, config, errors }) =>
    errors.length > 0 && namesHost(config.rule, input.canonicalHost) ? [`${name} was dropped: ${errors[0]}`] : [],
  );
  return [...new Set([...refused, ...missed, ...unread])].sort(compareText).slice(0, limit);
}

const printSource = ({ kind, namespace, name }: SourceRef): string => `${kind}/${namespace}/${name}`;

function whyNot(
  { name, config, errors, status, using }: RouterInfo,
  entryPoint: string,
  tls: boolean,
): string | undefined {
  if (status === 'disabled') return `${name} would, but it was dropped: ${errors.join(', ')}`;
  if (!using.includes(entryPoint)) return `${name} would, but it is on ${using.join(', ') || 'no entry point'}`;
  if (tls && !config.tls) return `${name} would, but it has no TLS and answers plain HTTP only`;
  return !tls && config.tls ? `${name} would, but it has TLS and answers HTTPS only` : undefined;
}

function matches(rule: string, input: MatchInput): boolean {
  const compiled = compileRouterRule(rule);
  return !('problem' in compiled) && compiled.matches(input);
}

/** Of a rule that cannot be read, whether it names the host in plain text. */
function namesHost(rule: string, host: string): boolean {
  return host !== '' && 'problem' in compileRouterRule(rule) && rule.toLowerCase().includes(host);
}
