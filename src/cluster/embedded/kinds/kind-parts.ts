import type { UnknownObject } from '../../../kube/object.ts';
import type { FieldError } from '../api/field-error.ts';
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
