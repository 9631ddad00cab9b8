import type { AddressRange } from '../../../core/address.ts';

/** What a rule asks of whoever it is about. */
export type Policy = 'bypass' | 'one_factor' | 'two_factor' | 'deny';

/** All policies, as the configuration writes them. */
export const policies: readonly Policy[] = ['bypass', 'one_factor', 'two_factor', 'deny'];

/** One criterion on a key of the query. Upstream: schema/access_control.go AccessControlRuleQuery. */
export interface QueryTest {
  readonly operator: 'present' | 'absent' | 'equal' | 'not equal' | 'pattern' | 'not pattern';
  readonly key: string;
  readonly value: string;
}

/** One rule; a criterion that is empty is none. */
export interface AccessRule {
  readonly domains: readonly string[];
  /** Go expressions. */
  readonly domainRegexes: readonly string[];
  readonly policy: Policy;
  /** One of the lists must hold in all its members. */
  readonly subjects: readonly (readonly string[])[];
  readonly networks: readonly AddressRange[];
  /** Go expressions, held against path and query. */
  readonly resources: readonly string[];
  readonly methods: readonly string[];
  /** One of the lists must hold in all its members. */
  readonly query: readonly (readonly QueryTest[])[];
}

/** Rules in their order, and what counts where none matches. */
export interface AccessControl {
  readonly defaultPolicy: Policy;
  readonly rules: readonly AccessRule[];
}

/** Somebody who has signed in. */
export interface Subject {
  readonly user: string;
  readonly groups: readonly string[];
}

/** What is asked for, and from where. */
export interface Target {
  /** Without port. */
  readonly host: string;
  /** Path with its encodings. */
  readonly path: string;
  /** Without `?`; undefined where there is none. */
  readonly query?: string;
  readonly method: string;
  /** The address that networks are held against. */
  readonly address: string;
}
