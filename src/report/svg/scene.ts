import type { ViewState } from '../../app/view/state.ts';
import type { TopologyKind, TopologyLink } from '../../app/view/topology-view.ts';

/** A thing of a picture: one of the topology, or several that are folded into one. */
export interface Item {
  readonly id: string;
  readonly kind: TopologyKind;
  readonly label: string;
  readonly detail: string;
  readonly state: ViewState;
  /** How many things it stands for. */
  readonly count: number;
  /** Of a node: the machine it runs on; empty where none is named. */
  readonly host?: string;
}

/** What hangs together in a picture. */
export interface Tie {
  readonly from: string;
  readonly to: string;
  readonly link: TopologyLink;
}

/** A picture before it has places: what is seen, and what may be folded or unfolded. */
export interface Folded {
  readonly items: readonly Item[];
  readonly ties: readonly Tie[];
  /** Groups that are unfolded, by id: each can be folded again. */
  readonly opened: readonly { readonly id: string; readonly label: string }[];
}

/** A placed thing; pixels from the upper left corner. */
export interface Box extends Item {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A placed tie. */
export interface Line extends Tie {
  /** Of an SVG path. */
  readonly d: string;
}

/** A line around things that belong together; pixels from the upper left corner. */
export interface Frame {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A topology with places. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly title: string; readonly x: number; readonly width: number }[];
  /** What holds several things together: machines around their nodes. */
  readonly frames: readonly Frame[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}
