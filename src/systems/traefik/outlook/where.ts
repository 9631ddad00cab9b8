import { routerRuleDomains } from '../matching/router-rule.ts';

/** A rule by its hosts and what it asks beside them. */
export interface SplitRule {
  readonly hosts: readonly string[];
  /** `/api*` for a prefix, `/api` for a path, otherwise the matchers as they are written; empty where it asks nothing more. */
  readonly where: string;
}

const host = /Host\(\s*(`[^`]*`|"[^"]*")\s*\)/g;
const prefix = /^PathPrefix\(\s*[`"]([^`"]*)[`"]\s*\)$/;
const path = /^Path\(\s*[`"]([^`"]*)[`"]\s*\)$/;

/** Splits a rule where it is hosts and something asked of all of them; any other one stays whole. */
export function splitRule(rule: string): SplitRule {
  const names = [...new Set(routerRuleDomains(rule))].sort();
  if (names.length === 0) return { hosts: ['*'], where: shorten(rule.trim()) };
  if (rule.includes('!')) return { hosts: names, where: rule.trim() };
  const hosts = /^\s*(\(\s*)?Host\([^)]*\)(\s*\|\|\s*Host\([^)]*\))*(\s*\))?\s*/.exec(rule)?.[0] ?? '';
  const rest = rule.slice(hosts.length).trim();
  if (rest === '') return { hosts: names, where: '' };
  const asked = rest.startsWith('&&') && !rest.match(host) ? rest.slice(2).trim() : undefined;
  const isOfAll = asked !== undefined && (!hosts.includes('||') || hosts.trim().startsWith('('));
  return { hosts: names, where: isOfAll && !asked.includes('||') ? shorten(asked) : rule.trim() };
}

function shorten(asked: string): string {
  const start = prefix.exec(asked)?.[1];
  if (start !== undefined) return start === '/' ? '' : `${start}*`;
  return path.exec(asked)?.[1] ?? asked;
}
