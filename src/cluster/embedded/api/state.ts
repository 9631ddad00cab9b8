import type { Runtime } from '../../../core/runtime.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import type { PrinterColumn, ResourceInfo } from '../../../kube/resource.ts';
import type { LabelSelector } from '../../../kube/selector.ts';
import type { AdmissionWebhook } from '../../admission.ts';
import type { DeleteOptions } from '../../cluster.ts';
import type { Asker, ChargedKind, KindForm, LimitedKind, SelectableField } from '../kinds/kind-parts.ts';
import type { TableKind } from '../kinds/shared/columns.ts';
import type { Fields } from '../kinds/shared/fill.ts';
import type { Store } from '../store/store.ts';
import type { FieldError } from './field-error.ts';
import type { NameRule } from './metadata.ts';

/** What a CustomResourceDefinition says of one served version. */
export interface CustomVersion {
  /** Name of the definition, e.g. `ipaddresspools.metallb.io`. */
  readonly definition: string;
  readonly listKind: string;
  /** The version in which objects are stored. */
  readonly storageVersion: string;
  /** What clients of a deprecated version are warned of. */
  readonly deprecation: string | undefined;
  readonly schema: unknown;
  readonly columns: readonly PrinterColumn[] | undefined;
  readonly scale:
    | { readonly specReplicasPath: string; readonly statusReplicasPath: string; readonly labelSelectorPath?: string }
    | undefined;
}

/** A resource as it is served in one version. */
export interface ServedResource extends ResourceInfo {
  readonly apiVersion: string;
  /** Name of its table in the store: the same for all versions, e.g. `apps/deployments`. */
  readonly table: string;
  readonly verbs: readonly string[];
  /** `metadata.generation` counts the changes of its spec. */
  readonly counted: boolean;
  /** What is done for the kind beyond what is done for all. */
  readonly own: KindRules;
  readonly custom: CustomVersion | undefined;
}

/** The kinds that are served now. */
export interface ServedKinds {
  /** Counts the changes, for those who keep what they derived. */
  readonly generation: number;
  readonly add: (resource: ServedResource) => void;
  readonly remove: (resource: ServedResource) => void;
  /** The resource of a kind; a kind that is not served is refused. */
  readonly ofKind: (kind: KindRef) => ServedResource;
  readonly findKind: (apiVersion: string, kind: string) => ServedResource | undefined;
  /** The resource of an API path, e.g. `apps/v1` and `deployments`. */
  readonly findPath: (apiVersion: string, plural: string) => ServedResource | undefined;
  /** In order of group, version, plural. */
  readonly all: () => readonly ServedResource[];
}

/** The object a request is about: by its resource, the namespace (empty for a cluster-wide kind) and the name (empty while it has none). */
export interface Target {
  readonly resource: ServedResource;
  readonly namespace: string;
  readonly name: string;
}

/** All that the API works on. */
export interface ApiState {
  readonly store: Store;
  readonly registry: ServedKinds;
  readonly selections: Selections;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
  readonly runtime: Runtime;
  /** Validating admission webhooks that are known. */
  readonly webhooks: AdmissionWebhooks;
  /** Called when an object of a custom kind is gone, with the name of its definition. */
  readonly onCustomRemoved: (definition: string) => void;
}

/** How one request wants its write done. */
export interface WriteRequest {
  readonly subresource?: string;
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
  /** Takes over fields of other managers (server-side apply). */
  readonly force?: boolean;
  /** What becomes of fields the kind does not have; without it built-in objects are taken as they are. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** The object is the outcome of a server-side apply: its owners are noted already. */
  readonly applied?: boolean;
  /** Takes a warning for the client. */
  readonly warn?: (text: string) => void;
}

/** The webhooks that are known, by path, and whether they are reached without a configuration that names them. */
export interface AdmissionWebhooks {
  readonly byPath: Map<string, AdmissionWebhook>;
  readonly assumed: AdmissionWebhook[];
}

/** What was selected of lists that have not changed since; a list is a new array after every change. */
export type Selections = WeakMap<readonly UnknownObject[], Map<string, readonly UnknownObject[]>>;

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

type Change = (object: UnknownObject) => UnknownObject;

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
  /** Takes note of an object that was written elsewhere: in the cluster that this one was copied from. */
  readonly adopt?: (object: UnknownObject) => void;
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
