import type { RuleInput } from '../check/rule.ts';
import type { AddressSet } from '../core/address-set.ts';
import type { RepositoryObject } from '../repo/repository.ts';

/** Everything that the files bring to a cluster, to be told of without running anything. */
export interface OutlookInput extends Omit<RuleInput, 'objects'> {
  readonly objects: readonly RepositoryObject[];
}

/** The addresses of a Service. */
export interface AddressOutlook {
  /** `Service/namespace/name`. */
  readonly object: string;
  /** Those it gets; where `certain` is false, those of which it gets one. Empty where it gets none. */
  readonly addresses: readonly string[];
  readonly certain: boolean;
  readonly pool?: string;
  /** Why it gets none, in upstream's words. */
  readonly problem?: string;
}

/** Addresses that are handed out. */
export interface PoolOutlook {
  /** `Kind/namespace/name`. */
  readonly object: string;
  /** As they are written. */
  readonly ranges: readonly string[];
}

/** Whom a route lets in. */
export interface AccessOutlook {
  /** Addresses of clients that come through; undefined where that cannot be told from the objects. */
  readonly clients?: AddressSet;
  /** Why not. */
  readonly unknown?: string;
  /** What else they are asked: `login at http://…`, `a password`. */
  readonly logins: readonly string[];
  /** Equal for two routes that are guarded alike, known or not. */
  readonly guards: string;
}

/** A route as the entry serves it. */
export interface RouteOutlook {
  /** `Kind/namespace/name` that writes it; empty for one of the entry's own. */
  readonly object: string;
  /** A name, a wildcard, or `*` for any. */
  readonly host: string;
  /** What the rule asks beside the host; empty for everything. */
  readonly where: string;
  readonly entryPoint: string;
  readonly tls: boolean;
  /** `namespace/name` of the Services, or in words where a request ends at the entry. */
  readonly leadsTo: string;
  readonly access: AccessOutlook;
  /** Why it is not served, in upstream's words. */
  readonly problem?: string;
}

/** A certificate that is kept or asked for. */
export interface CertificateOutlook {
  /** What it is told by: `Secret/namespace/name`, or the resolver and the name. */
  readonly id: string;
  readonly names: readonly string[];
  /** Who signs it, e.g. `ClusterIssuer/letsencrypt`. */
  readonly issuer: string;
  /** `Kind/namespace/name` that asks for it; empty where it is the entry itself. */
  readonly object: string;
}

/** What the files come to, as far as one system decides it. */
export interface Outlook {
  readonly addresses?: readonly AddressOutlook[];
  readonly pools?: readonly PoolOutlook[];
  readonly routes?: readonly RouteOutlook[];
  readonly certificates?: readonly CertificateOutlook[];
}

/** What becomes of an object that its owner applies no longer. */
export interface Fate {
  readonly becomes: 'deleted' | 'kept' | 'adopted' | 'deleted-or-adopted' | 'deleted-or-kept';
  /** In words. */
  readonly why: string;
  /** The upstream rule behind it. */
  readonly source?: string;
}

/** An object that one owner applied before; `after` where another one applies it now. */
export interface OwnerChange {
  readonly before: RepositoryObject;
  readonly after?: RepositoryObject;
}
