import { canonicalHost, normaliseTarget } from '../decision/request.ts';
import type { Predicate } from '../matching/matchers.ts';
import { compileRouterRule } from '../matching/router-rule.ts';
import { alternatives, type RuleLeaf } from './rule-alternatives.ts';
import { sampleOf } from './sample-regexp.ts';

export interface Target {
  readonly host: string;
  readonly path: string;
}

/** Stands for every host that no rule names. */
export const noSuchHost = 'no-such-host.invalid';

type Asked = Target | { readonly unknown: string };

/** What a rule takes. */
export interface Taken {
  /** Requests that it surely matches: one for each host it names. */
  readonly targets: readonly Target[];
  /** Whether it takes this one too. */
  readonly takes: (target: Target) => boolean;
}

/** Requests that a rule surely matches, or why none can be made up. */
export function readPaths(rule: string): Taken | { readonly unknown: string } {
  const compiled = compileRouterRule(rule);
  if ('problem' in compiled) return { unknown: compiled.problem };
  const branches = alternatives(compiled.tree, branchLimit);
  if (branches.length > branchLimit) return { unknown: 'its rule has too many alternatives' };
  const targets: Target[] = [];
  for (const leaves of branches) {
    const target = satisfy(leaves);
    if ('unknown' in target) return target;
    if (!meets(compiled.matches, target)) return { unknown: `no request can be made up that meets ${rule}` };
    targets.push(target);
  }
  return { targets, takes: (target) => meets(compiled.matches, target) };
}

/** Hosts and paths of a rule that takes the requests of some clients only: whose, is for the rule to decide. */
export function readPathsOfSome(rule: string): readonly Target[] {
  const compiled = compileRouterRule(rule);
  if ('problem' in compiled) return [];
  const branches = alternatives(compiled.tree, branchLimit).map((leaves) =>
    leaves.filter(({ matcher }) => matcher !== 'ClientIP'),
  );
  const asked = branches.length > branchLimit ? [] : branches.map(satisfy);
  return asked.flatMap((target) => ('unknown' in target ? [] : [target]));
}

const branchLimit = 100;

/** What was made up is held against the rule itself. */
function meets(matches: Predicate, { host, path }: Target): boolean {
  const target = normaliseTarget(encodePath(path), true);
  if (!target) return false;
  const common = { method: 'GET', headers: new Map(), remoteAddress: '203.0.113.7' };
  const { routingPath, query = '' } = target;
  return matches({ ...common, canonicalHost: canonicalHost(host), routingPath, query });
}

/** A path as it is sent. */
const encodePath = (path: string): string => new URL(path, 'http://any.invalid').pathname;

/** Braces, groups and wildcards: what was a pattern in version 2 or with another controller, and is plain text here. */
const patternLike = /\{[^}]*\}|\(.*\)|\.\*|\.\+|\[[^\]]*\]/;

const literalPath = (path: string): Asked | undefined =>
  patternLike.test(path)
    ? {
        unknown: `the path ${path} is taken literally, as Traefik 3 knows no variables or patterns in Path and PathPrefix: nobody is likely to ask for just that`,
      }
    : undefined;

/** A path of an Ingress that a request can be made for; or why not. */
export const readIngressPath = (path: string): { readonly path: string } | { readonly unknown: string } => {
  const odd = literalPath(path);
  return odd && 'unknown' in odd ? odd : { path };
};

function satisfy(leaves: readonly RuleLeaf[]): Asked {
  let host: string = noSuchHost;
  let path = '/';
  for (const { matcher, not, values } of leaves) {
    const value = values[0] ?? '';
    if (not) {
      if (matcher === 'Host' || matcher === 'Path' || matcher === 'PathPrefix' || matcher === 'PathRegexp') continue;
      if (matcher === 'HostRegexp' || (matcher === 'Method' && value.toUpperCase() !== 'GET')) continue;
    } else if (matcher === 'Host') {
      host = value === '*' ? host : value.replace(/^\*\./, 'any.').replace(/\.$/, '');
      continue;
    } else if (matcher === 'Path' || matcher === 'PathPrefix') {
      const odd = literalPath(value);
      if (odd) return odd;
      path = value.length > path.length ? value : path;
      continue;
    } else if (matcher === 'HostRegexp' || matcher === 'PathRegexp') {
      const sample = matcher === 'HostRegexp' ? hostSample(value) : pathSample(value);
      if (sample === undefined) return { unknown: `no request can be made up for ${matcher} \`${value}\`` };
      if (matcher === 'HostRegexp') host = sample;
      else path = sample;
      continue;
    } else if (matcher === 'Method' && value.toUpperCase() === 'GET') continue;
    return { unknown: `no request can be made up for ${not ? '!' : ''}${matcher}` };
  }
  return { host, path };
}

/** A host that the expression means; one that takes every host is asked as nobody's. */
export function hostSample(pattern: string): string | undefined {
  const sample = sampleOf(pattern);
  if (sample === undefined) return undefined;
  if (sample === '' || sample === 'any') return noSuchHost;
  const host = sample.toLowerCase().replace(/^\.+/, 'any.');
  return /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(host) ? host : undefined;
}

function pathSample(pattern: string): string | undefined {
  const sample = sampleOf(pattern);
  if (sample === undefined) return undefined;
  const path = sample.startsWith('/') ? sample : `/${sample}`;
  return /^[\x21-\x7e]+$/.test(path) && !/[?#]/.test(path) ? path : undefined;
}
