import type { Visitor } from '../../cluster/network.ts';
import type { Finding } from '../../core/finding.ts';
import type { OutageBudget } from './outage-budget.ts';

/** What has to hold for the hosts that it names. */
export interface HostPolicy {
  /** Names; `*.` before a domain is every name below it, `*` every name. */
  readonly host: readonly string[];
  /** Nobody else reaches them: `everyone`, `nobody`, `lab`, `trusted`, `private`, addresses, CIDRs, ranges. Left out, it does not matter. */
  readonly from?: readonly string[];
  /** All of these reach them, once they have signed in where a login is asked for. */
  readonly always?: readonly string[];
  /** `true`: nobody without having signed in. Groups: nobody who is in none of them. */
  readonly login?: true | readonly string[];
  /** `namespace/name` of the Secret whose certificate they are served with. */
  readonly certificate?: string;
  /** How long a fault may keep clients from them. */
  readonly outage?: OutageBudget;
  /** 1-based line in the file. */
  readonly line?: number;
  readonly outageLine?: number;
}

/** Policies of a file. */
export interface Policies {
  readonly file: string;
  readonly hosts: readonly HostPolicy[];
  /** Addresses, CIDRs and ranges that nobody may have. */
  readonly nobodys: readonly string[];
  readonly nobodysLine?: number;
  /** How long a fault may keep clients from hosts of which nothing else is said. */
  readonly outage?: OutageBudget;
  readonly outageLine?: number;
}

/** What came of one demand of a policy. */
export interface PolicyResult {
  /** The host or range that it is about. */
  readonly about: string;
  /** What is demanded, in words. */
  readonly demand: string;
  readonly state: 'holds' | 'broken' | 'not-known';
  readonly line?: number;
  /** What breaks it, or is not known. */
  readonly message?: string;
  /** A request that shows that it is broken. */
  readonly request?: {
    readonly url: string;
    readonly address: string;
    readonly from: string;
    /** Who asks: `anybody`, or who has signed in. */
    readonly who: string;
    readonly visitor?: Visitor;
  };
}

/** What `gatehouse policy` found: its JSON output. */
export interface PolicyReport {
  readonly schemaVersion: 1;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  /** Path of the lab or repository, as it was named. */
  readonly path: string;
  /** The file with the policies. */
  readonly file: string;
  readonly policies: readonly PolicyResult[];
  /** What is wrong with the file itself. */
  readonly findings: readonly Finding[];
}

/** The command that follows a request that breaks a policy. */
export function traceCommand({ url, from, visitor }: NonNullable<PolicyResult['request']>, path: string): string {
  const groups = visitor && visitor.groups.length > 0 ? ` --groups ${visitor.groups.join(',')}` : '';
  const user = visitor ? ` --user ${visitor.user}${groups} --factors ${visitor.factors}` : '';
  return `gatehouse trace ${url} ${path} --from ${from}${user}`;
}
