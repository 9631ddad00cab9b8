import type { Runtime } from '../../../core/runtime.ts';
import type { AdmissionWebhooks } from '../admission/plugins/validating-webhooks.ts';
import type { Store } from '../store/store.ts';
import type { Selections } from './list-objects.ts';
import type { Registry } from './registry.ts';

/** All that the API works on. */
export interface ApiState {
  readonly store: Store;
  readonly registry: Registry;
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
