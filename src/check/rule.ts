import type { Severity } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';

/** What rules look at: objects with their origins. */
export interface RuleInput {
  readonly objects: readonly SourcedObject[];
  /** Objects of one kind. */
  readonly ofKind: (kind: string, group?: string) => readonly SourcedObject[];
  readonly find: (kind: string, name: string, namespace?: string) => SourcedObject | undefined;
}

/** A problem at an object; the engine adds file, line, column and excerpt from `path`. */
export interface Problem {
  readonly on: SourcedObject;
  /** Path inside the object, e.g. `['spec', 'addresses', 0]`. */
  readonly path?: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
  /** Where the objects do not say whether it is a problem: what would make it known. */
  readonly knownBy?: string;
}

/** One mistake that objects can show: how it is found, and why it is one. */
export interface Rule {
  /** Kebab-case; equals its file name. */
  readonly id: string;
  readonly severity: Severity;
  /** One line for the reference page. */
  readonly summary: string;
  /** The upstream rule with its source file. */
  readonly why: string;
  /** It looks at what registries told, too, of which one run may know less than another: a comment that it does not need now is kept. */
  readonly looksBeyond?: true;
  readonly check: (input: RuleInput) => readonly Problem[];
  /** Fixtures for the conformance test: objects that pass and objects that fail. */
  readonly examples: { readonly passing: readonly UnknownObject[]; readonly failing: readonly UnknownObject[] };
}
