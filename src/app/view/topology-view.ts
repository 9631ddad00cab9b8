import type { schemaVersion } from '../up-report.ts';
import type { ViewState } from './state.ts';

/** What a thing of the platform is, in the order in which a request meets them; certificates stand beside the gate that shows them. */
export const topologyKinds = [
  'router',
  'network',
  'address',
  'node',
  'gate',
  'certificate',
  'route',
  'service',
  'pod',
  'volume',
] as const;

/** One of {@link topologyKinds}. */
export type TopologyKind = (typeof topologyKinds)[number];

/** A thing of the platform. */
export interface TopologyNode {
  /** `kind:name`, e.g. `address:192.168.88.60`. */
  readonly id: string;
  readonly kind: TopologyKind;
  readonly label: string;
  /** A second, shorter line; empty when there is none. */
  readonly detail: string;
  readonly state: ViewState;
  /** What it is folded under when there are many, e.g. the machine that a node runs on; empty when it stands alone. */
  readonly group: string;
  /** What else is known of it, by name. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** How two things hang together. `takes-over` answers when the node before it does not. */
export type TopologyLink = 'connects' | 'answers' | 'takes-over' | 'leads' | 'shows' | 'mounts';

/** From one thing to another, as a request goes. */
export interface TopologyEdge {
  /** Id of a node. */
  readonly from: string;
  readonly to: string;
  readonly link: TopologyLink;
  /** Of `takes-over`: in which order, from 1. */
  readonly order?: number;
}

/** The platform as it is composed, as things and what they hang on. */
export interface TopologyView {
  readonly schemaVersion: typeof schemaVersion;
  /** Name of the lab, or of the repository's folder. */
  readonly lab: string;
  /** In the order of {@link topologyKinds}, then by id. */
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}
