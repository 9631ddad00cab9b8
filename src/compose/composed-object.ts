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

/** A secret that no cluster gets, kept encrypted in the repository: people's commands decrypt it. */
export interface OwnSecret {
  /** Path in the repository. */
  readonly file: string;
  readonly key: string;
  readonly purpose: string;
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

/** A file that no cluster applies. */
export interface BesideFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** It gives way where a person has a file of that name. */
  readonly yields?: boolean;
}

/** What a folder holds, as half a sentence. */
export interface FolderNote {
  readonly path: string;
  readonly holds: string;
}

/** A port that nodes must be reached on. */
export interface NodePort {
  /** One or a range: `6443`, `2379-2380`. */
  readonly ports: string;
  readonly protocol: 'TCP' | 'UDP' | 'VRRP';
  readonly on: 'all nodes' | 'control planes';
  /** Who must reach it, e.g. `all nodes`. */
  readonly from: string;
  /** What it is for. */
  readonly purpose: string;
}

/** What people do later; those of one subject stand together. */
export interface Task {
  readonly about: 'app' | 'person' | 'node' | 'loss' | 'upgrade' | 'renewal' | 'key';
  /** Markdown. */
  readonly text: string;
}

/** A version that the lab pins, and where newer ones are told of. */
export interface PinnedVersion {
  /** Its field under `versions` of the lab file. */
  readonly field: string;
  /** In the words of Renovate. */
  readonly datasource: 'helm' | 'docker' | 'github-releases' | 'terraform-provider';
  readonly dependency: string;
  /** URL of the Helm repository. */
  readonly registry?: string;
  /** Takes the version, group `version`, out of the name of a release. */
  readonly extract?: string;
  /** How versions are ordered, where not by semver. */
  readonly versioning?: string;
  /** Where else it stands: a pattern of paths, and an expression whose group `currentValue` is the version. */
  readonly also?: readonly { readonly files: string; readonly match: string }[];
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
  /** Secrets for people's commands alone, that are kept encrypted in the repository. */
  readonly ownSecrets?: readonly OwnSecret[];
  /** Files that no cluster applies; the path is relative to the root of the repository. */
  readonly files?: readonly BesideFile[];
  /** What its folders at the root of the repository hold. */
  readonly folders?: readonly FolderNote[];
  /** Ports of nodes that must be reached, for the firewall of the nodes. */
  readonly ports?: readonly NodePort[];
  /** What people do later, as long as the platform is there. */
  readonly tasks?: readonly Task[];
  /** Versions that the lab pins. */
  readonly pins?: readonly PinnedVersion[];
  /** Patterns of files that must never be committed, as Git writes them. */
  readonly ignored?: readonly string[];
  /** Sections of the guide, in Markdown. */
  readonly guide?: string;
}
