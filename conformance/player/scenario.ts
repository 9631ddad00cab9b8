/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** One API server under test, real or embedded. */
export interface Target {
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  /** Hands on each line of a streamed answer until `onLine` returns true; answers as `send` when the stream is refused. */
  readonly stream: (request: WireRequest, onLine: (line: string) => boolean) => Promise<WireAnswer>;
  /** Lets time pass until `test` holds; false when it did not hold within that many seconds of the target's clock. */
  readonly until: (test: () => Promise<boolean>, seconds: number) => Promise<boolean>;
  /** Switches the kubelet of a node off (it falls silent) or on again. */
  readonly kubelet: (node: string, running: boolean) => Promise<void>;
}

/** What a step does: one of these keys, with a path (for `silence` and `revive`: a node's name). */
export const VERBS = [
  'create',
  'get',
  'list',
  'update',
  'json-patch',
  'merge-patch',
  'strategic-patch',
  'apply',
  'delete',
  'watch',
  'wait',
  'silence',
  'revive',
] as const;
export type Verb = (typeof VERBS)[number];

/**
 * One step of a scenario. Strings may hold `$name`: a variable of the player (`ns`, `core`, `apps`, …) or one saved by an earlier step.
 */
export interface Step {
  readonly name: string;
  readonly verb: Verb;
  readonly path: string;
  readonly body?: Json;
  readonly accept?: string;
  readonly contentType?: string;
  /** Field manager, for any write. */
  readonly manager?: string;
  /** For `apply`: takes fields over from other managers. */
  readonly force?: boolean;
  /** Variables taken from the answer: name → path. */
  readonly save?: Readonly<Record<string, string>>;
  /** For `wait`: path → value (`null` for absent), or `gone` for 404. For `watch`: the number of events. */
  readonly until?: Readonly<Record<string, Json>> | 'gone' | number;
  /** Seconds a `wait` may take. */
  readonly within?: number;
  /** Paths that are compared; without it the whole answer. */
  readonly compare?: readonly string[];
  /** Paths left out of the comparison. */
  readonly ignore?: readonly string[];
  /** The order of `items` says nothing (generated names). */
  readonly unordered?: boolean;
}

export interface Scenario {
  /** `theme/name`. */
  readonly id: string;
  readonly folder: string;
  readonly about: string;
  /** Labels of the scenario's own namespace; `false`: it gets none. */
  readonly namespace: Readonly<Record<string, string>> | false;
  /** Compare `metadata.managedFields` too. */
  readonly managedFields: boolean;
  /** Kinds of generated values that both sides must make up alike, e.g. `hash`. */
  readonly exact: readonly string[];
  readonly steps: readonly Step[];
  /** Paths of cluster-wide objects deleted afterwards. */
  readonly cleanup: readonly string[];
}

/** What a target answered to one step: status, warnings and what of the body is compared. */
export interface StepAnswer {
  readonly step: string;
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly body: Json;
  /** Why the step could not be played, e.g. it waited in vain. */
  readonly failure?: string;
}
