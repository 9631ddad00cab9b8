import type { Node, Pod, VolumeAttachment } from '../../kube/types.ts';
import type { ObjectIndex } from '../kit/object-index.ts';
import { outOfService } from './attachment.ts';

/** What the controller knows of the cluster, and of what it did. */
export interface Desk {
  readonly pods: ObjectIndex<Pod>;
  readonly nodes: ObjectIndex<Node>;
  readonly attachments: ObjectIndex<VolumeAttachment>;
  /** Attachments by name that are taken to be there, until a look at the truth tells otherwise: the moment at which they were missed. */
  readonly believed: Map<string, number | undefined>;
  /** Attachments by name that nobody needs any more, since when. */
  readonly idleSince: Map<string, number>;
  /** Attachments by name that were refused already: each is told of once. */
  readonly refused: Set<string>;
}

/** Whether a node is no more, or said to be off for good. */
export const isLost = (node: Node | undefined): boolean =>
  node === undefined || (node.spec?.taints ?? []).some(({ key }) => key === outOfService);
