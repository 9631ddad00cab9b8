import { createHash } from 'node:crypto';
import { normalise } from '../model/go-text.ts';

/** First 20 hex digits of the rule's SHA-256, as router names carry it. Upstream: crd/kubernetes.go makeServiceKey. */
export const ruleHash = (rule: string): string => createHash('sha256').update(rule).digest('hex').slice(0, 20);

/** Name of a route's router, without provider. */
export const routerName = (namespace: string, ingressRoute: string, match: string): string =>
  normalise(`${namespace}-${ingressRoute}-${ruleHash(match)}`);
