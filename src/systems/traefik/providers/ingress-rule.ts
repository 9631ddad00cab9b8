import type { IngressPath } from '../../../kube/types.ts';
import { quoteGo } from '../model/go-text.ts';
import type { RouterAnnotations } from './ingress-annotations.ts';
import type { IngressContext } from './ingress-context.ts';
import { Refusal } from './servers.ts';

/** Rule text of a path. Upstream: loadRouter, buildRule, buildStrictPrefixMatchingRule. */
export function ruleOf(
  { settings, defaultRuleSyntax }: Pick<IngressContext, 'settings' | 'defaultRuleSyntax'>,
  host: string,
  path: IngressPath,
  annotations: RouterAnnotations,
): string {
  const rules: string[] = [];
  const v2 = (annotations.ruleSyntax || defaultRuleSyntax) === 'v2';
  if (host !== '') {
    const wildcard = v2 && host.startsWith('*.');
    rules.push(
      wildcard ? `HostRegexp(${quoteGo(host.replace('*.', '{subdomain:[a-zA-Z0-9-]+}.'))})` : `Host(${quoteGo(host)})`,
    );
  }
  if (path.path) {
    const matcher = matcherOf(path, annotations);
    rules.push(
      matcher === 'PathPrefix' && settings.strictPrefixMatching
        ? strictPrefix(path.path)
        : `${matcher}(${quoteGo(path.path)})`,
    );
  }
  return rules.join(' && ');
}

function matcherOf({ pathType, path }: IngressPath, { pathMatcher }: RouterAnnotations): string {
  if (pathType === 'Exact') return 'Path';
  if (pathType === 'Prefix') return 'PathPrefix';
  if (['Path', 'PathPrefix', 'PathRegexp'].includes(pathMatcher)) return pathMatcher;
  throw new Refusal(
    `Skipping path. ${path}: invalid router path matcher ${quoteGo(pathMatcher)}: must be one of Path, PathPrefix, PathRegexp`,
  );
}

function strictPrefix(path: string): string {
  if (path === '/') return 'PathPrefix("/")';
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  return `(Path(${quoteGo(bare)}) || PathPrefix(${quoteGo(`${bare}/`)}))`;
}
