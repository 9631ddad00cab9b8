import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import type { LabelSelector } from '../../../kube/selector.ts';
import type { DeleteOptions } from '../../cluster.ts';
import type { FieldError } from '../api/field-error.ts';
import type { NameRule } from '../api/metadata.ts';
import type { ApiState, WriteRequest } from '../api/state.ts';
import type { Target } from '../api/target.ts';
import type { TableKind } from './shared/columns.ts';
import type { Fields } from './shared/fill.ts';

type Change = (object: UnknownObject) => UnknownObject;

/** A field that can be selected by: its name, or how it is read where that is not its path, or not empty when it is absent. */
export type SelectableField = string | { readonly field: string; readonly path?: string; readonly missing?: string };

/** What objects of a kind look like in another group version than the one they are stored in. */
export interface KindForm {
  /** The version of this form, e.g. `events.k8s.io/v1`. */
  readonly apiVersion: string;
  /** The version that is stored. */
  readonly storedAs: string;
  readonly toStored: Change;
  readonly fromStored: Change;
  /** What this form asks for beyond the stored one, of a new object and of a changed one, both as they are stored. */
  readonly createErrors?: (object: UnknownObject) => readonly FieldError[];
  readonly updateErrors?: (next: UnknownObject, old: UnknownObject) => readonly FieldError[];
  /** The stored name of a field that is selected by; undefined when it cannot be. Without it names are the same. */
  readonly storedField?: (field: string) => string | undefined;
}

/** Who asks a kind that is answered and not kept. */
export interface Asker {
  readonly user: { readonly username: string };
  /** Whose token it is, or why nobody's. */
  readonly reviewToken: (token: string, audiences: readonly string[]) => object;
}

/** What an action on a part of an object has to work with. */
export interface ActionRequest {
  readonly state: ApiState;
  readonly target: Target;
  /** What was sent to the part. */
  readonly given: UnknownObject;
  readonly dryRun: boolean | undefined;
  /** Deletes the object. */
  readonly deleteTarget: (options: DeleteOptions) => Promise<unknown>;
  /** A token of an account that is good for so many seconds, for those audiences or else for the server itself; and for whom it is. */
  readonly issueToken: (
    account: UnknownObject,
    asked: { readonly audiences: readonly string[]; readonly seconds: number },
  ) => { readonly token: string; readonly audiences: readonly string[] };
}

/** What sending something to a part of an object does. */
export interface PartAction {
  /** The kind of what is sent. */
  readonly takes: KindRef;
  /** What is answered; nothing is a Status that says it is done. */
  readonly act: (request: ActionRequest) => Promise<unknown> | unknown;
}

/** How the limits of a namespace bear on objects of a kind: plugin/pkg/admission/limitranger. */
export interface LimitedKind {
  /** Whether changes are looked at, or new objects alone. */
  readonly onUpdate: boolean;
  /** The object with what one LimitRange gives to those who say nothing. */
  readonly fill?: (object: UnknownObject, limits: readonly Fields[]) => UnknownObject;
  /** How the object breaks one limit. */
  readonly faults: (object: UnknownObject, limit: Fields) => readonly string[];
}

/** How objects of a kind are charged to quotas beyond being counted: kubernetes pkg/quota/v1/evaluator/core. */
export interface ChargedKind {
  /** Whether a change can use up something. */
  readonly onUpdate: (next: UnknownObject, old: UnknownObject) => boolean;
  /** What the object must say once a quota counts these resources, and does not. */
  readonly unsaid?: (object: UnknownObject, names: ReadonlySet<string>) => string | undefined;
}

/** What the API server does for one kind beyond what it does for all. All functions are pure but for what they read of the state. */
export interface KindRules {
  /** What names look like; a subdomain unless said otherwise. */
  readonly nameRule?: NameRule;
  /** Fields beyond name and namespace that can be selected by: the field label conversions of kubernetes pkg/apis. */
  readonly selectable?: readonly SelectableField[];
  /** How objects are shown: kubernetes pkg/printers/internalversion/printers.go. */
  readonly columns?: TableKind;
  /** What clients of the kind are warned of. */
  readonly deprecation?: string;
  /** Another form of a kind that is stored elsewhere. */
  readonly form?: KindForm;

  /** Reads what checking needs and is not read yet; to be awaited before a write. */
  readonly prepareChecks?: () => Promise<void>;
  /** Fills what the writer left out; on every write, before anything else. */
  readonly defaults?: Change;
  /** Fills what Go prints in a status even when nobody set it; after the defaults. */
  readonly completeStatus?: Change;
  /** Status of a new object; without it a status subresource starts out empty. */
  readonly firstStatus?: (object: UnknownObject) => unknown;
  /** A new object brings its own status. */
  readonly bringsStatus?: boolean;
  /** Last changes before an object is created (its strategy, allocation); after admission. */
  readonly beforeCreate?: (object: UnknownObject, state: ApiState, request: WriteRequest) => UnknownObject;
  readonly beforeUpdate?: (
    next: UnknownObject,
    old: UnknownObject,
    state: ApiState,
    request: WriteRequest,
  ) => UnknownObject;
  /** What a write to a part makes of the object, by the name of the part; other parts than status replace the object. */
  readonly parts?: Readonly<Record<string, (old: UnknownObject, given: UnknownObject) => UnknownObject>>;
  /** What is done by sending something to a part, by its name. */
  readonly actions?: Readonly<Record<string, PartAction>>;
  /** Metadata that a write to the status leaves as it was: PrepareForUpdate of its status strategy. */
  readonly statusKeeps?: readonly ('labels' | 'annotations' | 'finalizers' | 'ownerReferences')[];
  readonly validate?: (object: UnknownObject, state: ApiState) => readonly FieldError[];
  readonly validateUpdate?: (
    next: UnknownObject,
    old: UnknownObject,
    state: ApiState,
    request: WriteRequest,
  ) => readonly FieldError[];
  /** After the write has been stored; `old` is missing after a creation, `next` after a removal. */
  readonly afterWrite?: (next: UnknownObject | undefined, old: UnknownObject | undefined, state: ApiState) => void;

  /** Changes to an object when its deletion begins. */
  readonly beforeDelete?: (object: UnknownObject, state: ApiState) => UnknownObject;
  /** Seconds an object is given to end; none without it. */
  readonly gracePeriod?: (object: UnknownObject, options: DeleteOptions) => number | bigint;
  /** The object as its mark of deletion leaves it. */
  readonly whenMarked?: Change;
  /** Whether something beyond its finalizers holds a deleted object back. */
  readonly isHeld?: (object: UnknownObject) => boolean;
  /** Dependents are left behind unless the deletion says otherwise. */
  readonly orphansDependents?: boolean;
  /** A deletion is answered with the object that is gone rather than with a Status. */
  readonly answersWithObject?: boolean;

  /** Does what an object says; objects of the kind are not kept. */
  readonly carryOut?: (state: ApiState, namespace: string, object: UnknownObject, dryRun?: boolean) => void;
  /** Status of an object of a kind that is asked and not kept. */
  readonly review?: (spec: Fields, asker: Asker) => unknown;
  /** Where the spec of its pods is, for a kind that makes pods. */
  readonly podTemplate?: readonly string[];
  /** The selector of its scale, where that is not the selector in its spec. */
  readonly scaleSelector?: (selector: unknown) => LabelSelector;
  readonly limited?: LimitedKind;
  readonly charged?: ChargedKind;
}

/** What is fixed when a cluster is made. */
export interface KindContext {
  /** CIDRs of cluster IPs, first = primary family. */
  readonly serviceCidrs: readonly string[];
}

/** One line of the coverage page. */
export interface KindClaim {
  readonly behaviour: string;
  /** Files of kubernetes it follows. */
  readonly upstream: string;
  readonly notModelled?: string;
}

/** All that is known of one built-in kind. */
export interface BuiltinKind extends KindRules {
  /** Name of its table in the store: `apps/deployments`, `/pods`. */
  readonly table: string;
  readonly claim: KindClaim;
  /** Rules that remember: made anew for each cluster. */
  readonly forCluster?: (context: KindContext) => KindRules;
}
