import type { KubeObject } from '../kube/object.ts';
import type { LabPath } from '../lab/lab-problem.ts';

/** One object of the composed repository and the comments that go with it. */
export interface ComposedObject {
  /** File name without folder, e.g. `helmrelease.yaml`; one object a file. */
  readonly file: string;
  readonly object: KubeObject;
  /** Comment at the top of the file: why it is there. */
  readonly header?: string;
  /** Comments above a field, by path, e.g. `spec.values.service` → text. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Name of the release that it is. */
  readonly release?: string;
  /** Of a release with values of a person's own: where in the lab file they stand. */
  readonly ownValues?: LabPath;
}

/** A Secret that the platform needs and the repository must not hold in clear. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
  /** What it is for, as part of a sentence: `the Cloudflare API token of the DNS-01 solver`. */
  readonly purpose: string;
  /** Where the value is: as in the lab file; or the command that prints a new one, where it may be any. */
  readonly from: { readonly file?: string; readonly env?: string; readonly sops?: string; readonly make?: string };
  /** Whether the controllers need it to come up, and not only what configures them. */
  readonly isForController?: true;
}

/** A step of bringing the platform up: a folder, and the stages that must be ready before. */
export interface Stage {
  readonly name: string;
  readonly path: string;
  readonly dependsOn: readonly string[];
}

/** The objects of one app. */
export interface ComposedApp {
  /** Name of its folder. */
  readonly name: string;
  readonly objects: readonly ComposedObject[];
  /** Files of the repository with its secrets, encrypted. */
  readonly encrypted?: readonly string[];
}

/** What one system adds to a repository. The layout decides where each part goes. */
export interface ComposedSystem {
  /** Sources of charts; all systems' sources share one folder. */
  readonly sources: readonly ComposedObject[];
  /** Namespace, release …: what brings the controllers up. */
  readonly controller: readonly ComposedObject[];
  /** Objects that need the controllers (and their CRDs) to be up. */
  readonly config: readonly ComposedObject[];
  /** Apps: one folder each. */
  readonly apps: readonly ComposedApp[];
  /** Secrets that the config needs, unless they say otherwise. Those kept with SOPS in the repository are applied and decrypted with it. */
  readonly secrets?: readonly NeededSecret[];
  /** Files that no cluster applies; the path is relative to the root of the repository. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** Sections of the guide, in Markdown. */
  readonly guide?: string;
}
