import type { Runtime } from '../../../core/runtime.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { AdmissionWebhooks } from '../admission/webhooks.ts';
import type { Store } from '../store/store.ts';
import type { FieldError } from './field-error.ts';
import type { Selections } from './list-objects.ts';
import type { Registry, ServedResource } from './registry.ts';

/** All that the API works on. */
export interface ApiState {
  readonly store: Store;
  readonly registry: Registry;
  readonly selections: Selections;
  /** Milliseconds since the epoch, on the cluster's clock. */
  readonly now: () => number;
  readonly runtime: Runtime;
  /** What is special about single kinds, by table name. */
  readonly rules: ReadonlyMap<string, KindRules>;
  /** What looks at every object that is about to be written, whatever its kind. */
  readonly inspect: (resource: ServedResource, object: UnknownObject, state: ApiState, request: WriteRequest) => void;
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

/** What the API server does for one kind beyond what it does for all. All functions are pure but for what they read of the state. */
export interface KindRules {
  /** Fills what the writer left out; on every write, before anything else. */
  readonly defaults?: (object: UnknownObject) => UnknownObject;
  /** Status of a new object; without it a status subresource starts out empty. */
  readonly firstStatus?: (object: UnknownObject) => unknown;
  /** Last changes before an object is created (allocation, admission). */
  readonly beforeCreate?: (object: UnknownObject, state: ApiState, request: WriteRequest) => UnknownObject;
  readonly beforeUpdate?: (
    next: UnknownObject,
    old: UnknownObject,
    state: ApiState,
    request: WriteRequest,
  ) => UnknownObject;
  /** Changes to an object when its deletion begins. */
  readonly beforeDelete?: (object: UnknownObject, state: ApiState) => UnknownObject;
  readonly validate?: (object: UnknownObject, state: ApiState) => readonly FieldError[];
  readonly validateUpdate?: (
    next: UnknownObject,
    old: UnknownObject,
    state: ApiState,
    request: WriteRequest,
  ) => readonly FieldError[];
  /** After the write has been stored; `old` is missing after a creation, `next` after a removal. */
  readonly afterWrite?: (next: UnknownObject | undefined, old: UnknownObject | undefined, state: ApiState) => void;
}

export const rulesOf = (state: ApiState, resource: ServedResource): KindRules =>
  state.rules.get(resource.table) ?? noRules;

const noRules: KindRules = {};

/** RFC 3339 in whole seconds, as metav1.Time is written. */
export function timestamp(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  }
  return lastText;
}

// The same second is printed over and over: formatting it once is what keeps writes fast.
let lastSecond = Number.NaN;
let lastText = '';
