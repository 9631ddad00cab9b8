import {
  type AddressPlan,
  type AskedAddress,
  type KeptAddress,
  type PlannedPool,
  planAddresses,
} from './address-plan.ts';
import type { LabCore } from './lab-core.ts';
import type { LabPath } from './lab-problem.ts';

/** Somebody and the place of the lab file that speaks of it. */
export interface Planned {
  /** In words, e.g. `app hello`, `the dashboard`. */
  readonly owner: string;
  readonly path: LabPath;
}

/** Hosts that lead to something. */
export interface PlannedRoute extends Planned {
  readonly hosts: readonly { readonly host: string; readonly path: LabPath }[];
  readonly tls: boolean;
  /** Whose address the hosts point to. */
  readonly at: 'gate' | 'dashboard';
  /** Whether an Ingress carries it. */
  readonly isIngress: boolean;
}

/** A port that an entry point of the gate leads to, whatever is spoken there. */
export interface PlannedStream extends Planned {
  readonly entryPoint: string;
  readonly protocol: 'TCP' | 'UDP';
  /** Who is kept out, where not everyone may enter. */
  readonly isClosed?: 'networks' | 'login';
}

/** Something that not everyone may enter. */
export interface PlannedAccess extends Planned {
  /** The networks in words, e.g. `the trusted networks of the dashboard`. */
  readonly whose: string;
  /** Networks of its own that may enter; undefined for the trusted ones of the lab. */
  readonly networks?: readonly string[];
  /** What to write when everyone is meant, where that may be meant. */
  readonly mayBeOpen?: string;
}

/** A name that a certificate is to hold. */
export interface PlannedName {
  readonly name: string;
  /** Whether a public authority is to sign it. */
  readonly isPublic: boolean;
  /** Held by a certificate of its own, and not by the default one. */
  readonly isApart?: boolean;
  readonly path: LabPath;
}

/** Hosts that people must sign in for, and who of them may enter. */
export interface PlannedLogin extends Planned {
  readonly hosts: readonly string[];
  /** Path prefix, `/` for all. */
  readonly prefix: string;
  readonly tls: boolean;
  readonly groups: readonly string[];
}

/** An app that sends people to the login itself, by OpenID Connect. */
export interface PlannedClient extends Planned {
  readonly name: string;
  readonly image: string;
  readonly hosts: readonly string[];
  /** Paths that the login sends people back to; undefined for those that are known of the image. */
  readonly redirects?: readonly string[];
}

/** A Secret that is to be copied into namespaces. */
export interface PlannedMirror extends Planned {
  /** Namespaces with their places in the lab file. */
  readonly namespaces: readonly { readonly name: string; readonly path: LabPath }[];
}

/** A folder of a file server that volumes of apps may name. */
export interface PlannedShare extends Planned {
  readonly name: string;
  readonly readOnly: boolean;
}

/** A volume that is made for who claims it. */
export interface PlannedVolume extends Planned {
  /** A quantity, e.g. `5Gi`. */
  readonly size: string;
  /** StorageClass; undefined for that which claims get that name none. */
  readonly className?: string;
}

/** The one disk of a node, where the lab makes its machine. */
export interface PlannedDisk extends Planned {
  readonly node: string;
  /** A quantity, e.g. `100Gi`. */
  readonly size: string;
}

/** What one slice of the lab file adds to the plan. */
export interface SlicePlan {
  readonly pools?: readonly PlannedPool[];
  readonly asked?: readonly AskedAddress[];
  /** Addresses outside the pools that nothing else may get. */
  readonly kept?: readonly KeptAddress[];
  /** Services that take whatever address is free. */
  readonly unasked?: readonly Planned[];
  /** What gives Services addresses where there are no pools, in words. */
  readonly balancers?: readonly string[];
  readonly routes?: readonly PlannedRoute[];
  readonly streams?: readonly PlannedStream[];
  readonly access?: readonly PlannedAccess[];
  readonly pods?: readonly (Planned & { readonly replicas: number })[];
  readonly certified?: readonly PlannedName[];
  readonly logins?: readonly PlannedLogin[];
  readonly clients?: readonly PlannedClient[];
  readonly mirrored?: readonly PlannedMirror[];
  readonly shares?: readonly PlannedShare[];
  readonly volumes?: readonly PlannedVolume[];
  readonly disks?: readonly PlannedDisk[];
  /** Namespaces that the system has for itself, where the lab file says which. */
  readonly namespaces?: readonly string[];
  /** What routes of the lab need, which a gate may do only where it is told to. */
  readonly gateNeeds?: readonly GateNeed[];
}

/** Routes that refer to objects of other namespaces; routes to Services that stand for a name outside the cluster. */
export type GateNeed = 'other namespaces' | 'external names';

/** What the lab file means: every address with its use, and what the slices say in words that all understand, in the order of the file. */
export interface LabPlan extends AddressPlan, Required<Omit<SlicePlan, 'kept'>> {}

/** A lab with its plan. */
export interface PlannedLab<Lab extends LabCore = LabCore> {
  readonly lab: Lab;
  readonly plan: LabPlan;
}

/** What the slices that come first say: what others derive theirs from. */
export type FirstPlan = Pick<LabPlan, 'asked' | 'unasked' | 'routes'>;

/** One slice's part in planning: what it says by itself, and what follows from what all have said. */
export interface SlicePlanner {
  readonly plan?: (lab: LabCore) => SlicePlan;
  readonly derive?: (lab: LabCore, said: FirstPlan) => SlicePlan;
  readonly namespaces: readonly string[];
}

/** Joins what the slices of a valid lab say. */
export function planLab(lab: LabCore, slices: readonly SlicePlanner[]): LabPlan {
  const first = slices.map(({ plan }) => plan?.(lab) ?? {});
  const said = joinPlans(first);
  const derived = slices.map(({ derive }) => derive?.(lab, said) ?? {});
  const parts = joinPlans(first.flatMap((part, i) => [part, derived[i]!]));
  const { kept, ...plan } = parts;
  const namespaces = [...new Set([...slices.flatMap((slice) => slice.namespaces), ...parts.namespaces])];
  return { ...planAddresses(lab, parts), ...plan, namespaces };
}

const joinPlans = (parts: readonly SlicePlan[]): Required<SlicePlan> => ({
  pools: parts.flatMap((part) => part.pools ?? []),
  asked: parts.flatMap((part) => part.asked ?? []),
  kept: parts.flatMap((part) => part.kept ?? []),
  unasked: parts.flatMap((part) => part.unasked ?? []),
  balancers: parts.flatMap((part) => part.balancers ?? []),
  routes: parts.flatMap((part) => part.routes ?? []),
  streams: parts.flatMap((part) => part.streams ?? []),
  access: parts.flatMap((part) => part.access ?? []),
  pods: parts.flatMap((part) => part.pods ?? []),
  certified: parts.flatMap((part) => part.certified ?? []),
  logins: parts.flatMap((part) => part.logins ?? []),
  clients: parts.flatMap((part) => part.clients ?? []),
  mirrored: parts.flatMap((part) => part.mirrored ?? []),
  shares: parts.flatMap((part) => part.shares ?? []),
  volumes: parts.flatMap((part) => part.volumes ?? []),
  disks: parts.flatMap((part) => part.disks ?? []),
  namespaces: parts.flatMap((part) => part.namespaces ?? []),
  gateNeeds: [...new Set(parts.flatMap((part) => part.gateNeeds ?? []))],
});
