import type { KubeObject } from '../kube/object.ts';
import type { Lab } from '../lab/schema.ts';

/** One object of the composed repository and the comments that go with it. */
export interface ComposedObject {
  /** File name without folder, e.g. `helmrelease.yaml`; one object a file. */
  readonly file: string;
  readonly object: KubeObject;
  /** Comment at the top of the file: why it is there. */
  readonly header?: string;
  /** Comments above a field, by path, e.g. `spec.values.service` → text. */
  readonly comments?: Readonly<Record<string, string>>;
}

/** What one system adds to a repository. The layout decides where each part goes. */
export interface ComposedSystem {
  /** Sources (HelmRepository …); all systems' sources share one folder. */
  readonly sources: readonly ComposedObject[];
  /** Namespace, HelmRelease …: what brings the controllers up. */
  readonly controller: readonly ComposedObject[];
  /** Objects that need the controllers (and their CRDs) to be up. */
  readonly config: readonly ComposedObject[];
  /** Apps: one folder each. */
  readonly apps: readonly { readonly name: string; readonly objects: readonly ComposedObject[] }[];
}

/** A system's part in composing: pure, from the lab alone. */
export interface Component {
  /** Folder name of the system. */
  readonly id: string;
  /** What it gives to others, e.g. `load-balancer`, `ingress`, `certificates`. */
  readonly provides: readonly string[];
  /** What must be there before it, in those words. Decides the order of the stages. */
  readonly needs: readonly string[];
  readonly compose: (lab: Lab) => ComposedSystem;
}
