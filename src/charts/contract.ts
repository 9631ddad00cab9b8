import type { FileTree } from '../core/file-tree.ts';
import type { Json, UnknownObject } from '../kube/object.ts';

/** Values of a chart. */
export type Values = { readonly [key: string]: Json };

/** What is installed under which name. */
export interface ChartRelease {
  readonly name: string;
  readonly namespace: string;
  /** Exact chart version, e.g. `41.3.0`. */
  readonly version: string;
  readonly values: Values;
}

/** What an outline makes of values: the objects the chart would install, or why helm refuses. */
export interface OutlineRendering {
  /** Hooks included, CRDs not. */
  readonly objects: readonly UnknownObject[];
  /** helm's own error text when it refuses the values. */
  readonly error?: string;
  /** Values that the outline does not know: what they change is unknown. */
  readonly unknown: readonly string[];
}

/** What is to be known of a chart where the chart itself is not at hand: values to objects. */
export interface ChartOutline {
  /** Chart name in its repository. */
  readonly chart: string;
  /** Repository URLs it is known by. */
  readonly repositories: readonly string[];
  /** How it is usually installed: taken where a system counts as installed without a release. */
  readonly usual: { readonly namespace: string; readonly values: Values };
  /** Versions whose objects were compared with helm's own, newest first: of these the outline is exact. */
  readonly versions: readonly string[];
  /** Whether it was written for a version: near it, where it is none of those that were compared. */
  readonly supports: (version: string) => boolean;
  /** The compared version that stands for another one. */
  readonly nearestTo: (version: string) => string;
  readonly render: (release: ChartRelease) => OutlineRendering;
  /** CRDs that installing the chart brings (from its `crds/` folder or its templates). */
  readonly crds: (release: ChartRelease) => Promise<readonly UnknownObject[]>;
  /** The values that leave its kinds out, and what to say instead. */
  readonly adviceOnKinds?: string;
  /** What values that its schema refuses are called now. */
  readonly adviseOnRefusal?: (message: string) => string | undefined;
}

/** Where a chart is asked for: a Helm repository (`https://` or `oci://`), or a folder of a Git source. */
export type ChartSource =
  | { readonly type: 'repository'; readonly url: string }
  | { readonly type: 'files'; readonly tree: FileTree; readonly path: string };

/** Files whose values stand for the defaults of a chart (source.toolkit.fluxcd.io/v1 HelmChart spec.valuesFiles). */
export interface ValuesFiles {
  /** The later wins. */
  readonly paths: readonly string[];
  readonly ignoreMissing: boolean;
}

/** A chart as a release asks for it. */
export interface WantedChart {
  readonly name: string;
  readonly source: ChartSource;
  /** A version or a range of versions; any when left out. */
  readonly range?: string;
  readonly valuesFiles?: ValuesFiles;
}

/** What there is to render a chart with. */
export type FoundChart =
  | {
      readonly by: 'outline';
      readonly name: string;
      readonly version: string;
      readonly outline: ChartOutline;
      /** `exact`: compared with helm. `near`: of a version it was written for. `nearest`: of another version, the nearest there is. */
      readonly fit: 'exact' | 'near' | 'nearest';
      /** The compared version that stands for it. */
      readonly standIn: string;
      /** Why the chart itself is not rendered, where more is to be said than that it is not at hand. */
      readonly instead?: string;
    }
  | { readonly by: 'helm'; readonly name: string; readonly version: string; readonly archive: ChartArchive }
  | {
      readonly by: 'nothing';
      readonly name: string;
      /** Undefined where only a range is known. */
      readonly version?: string;
      readonly reason: string;
      readonly knownBy: string;
      /** Flux's own words where it makes no chart of what is asked for. */
      readonly refusal?: string;
    };

/** The files of a chart, and where they were found. */
export interface ChartArchive {
  readonly name: string;
  readonly version: string;
  /** Path below the chart's own folder to content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** `sha256:<hex>` of paths and contents. */
  readonly digest: string;
  /** In words: `helm's cache`. */
  readonly where: string;
}

/** A place where archives of charts lie. */
export interface ChartStore {
  /** The newest chart that the wanted range allows; undefined when there is none, or none that can be read. */
  readonly find: (wanted: WantedChart) => Promise<ChartArchive | undefined>;
}

/** Brings charts from where they are published. Only whoever holds one asks the network. */
export interface ChartPuller {
  /** Brings the newest chart that the wanted range allows to where it is found from then on. Rejects with a GatehouseError. */
  readonly pull: (wanted: WantedChart) => Promise<{ readonly version: string }>;
}

/** Which charts are rendered by what: `auto` takes an exact outline first, then helm, then any outline. */
export type ChartMode = 'auto' | 'outline' | 'helm';

/** What a release of a chart installs, or why nothing can be installed. */
export interface Rendering {
  /** CRDs that come before everything else. */
  readonly definitions: readonly UnknownObject[];
  /** Everything else, hooks included. */
  readonly objects: readonly UnknownObject[];
  /** helm's own error text when it refuses the values. */
  readonly error?: string;
  /** Why it is not known what the release installs; nothing else is said then. */
  readonly notKnown?: string;
  /** What would make it known, where it is not the chart that is missing. */
  readonly knownBy?: string;
  /** Values whose effect is not known. */
  readonly unknown: readonly string[];
  /** What was left out on the way, in words. */
  readonly notes: readonly string[];
}

/** Finds charts and renders them. The same question has the same answer as long as it lives. */
export interface ChartEngine {
  readonly outlines: readonly ChartOutline[];
  readonly find: (wanted: WantedChart) => Promise<FoundChart>;
  readonly render: (found: FoundChart, release: Omit<ChartRelease, 'version'>) => Promise<Rendering>;
  /** The same for a cluster that serves these API versions beside those of Kubernetes: `group/version` and `group/version/Kind`. */
  readonly serving: (apiVersions: readonly string[]) => ChartEngine;
}
