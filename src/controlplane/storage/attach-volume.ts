import type { ControllerContext } from '../../cluster/controller.ts';
import { compareText } from '../../core/finding.ts';
import { isTrue } from '../../kube/object.ts';
import { kinds, type Pod, type VolumeAttachment } from '../../kube/types.ts';
import { isDeleting } from '../kit/ownership.ts';
import type { Desk } from './attach-desk.ts';
import { attachmentName, attachmentOf, isExclusive, multiAttachMessage, syncSeconds } from './attachment.ts';
import type { Volume } from './volumes.ts';

/** Who tells of attachments. */
const source = 'attachdetach-controller';

/** Brings the volume to the nodes of the pods that need it, one node at a time where it is exclusive. */
export async function attachNeeded(
  volume: Volume,
  users: readonly Pod[],
  desk: Desk,
  context: ControllerContext,
): Promise<number[]> {
  const waits: number[] = [];
  const nodes = [...new Set(users.map((pod) => pod.spec.nodeName ?? ''))].sort(compareText);
  for (const node of nodes) {
    const pods = users.filter((pod) => pod.spec.nodeName === node);
    const name = attachmentName(volume, node);
    const own = desk.attachments.get(name);
    if (own?.status?.attached) await noteAttached(volume, { name, pods }, desk, context);
    else if (own?.status?.attachError) await noteFailed(volume, { attachment: own, pods }, desk, context);
    if (own) continue;
    // A pod that is ending where nobody answers gets nothing anew (what upstream may try there fails).
    if (!isTrue(desk.nodes.get(node) ?? noNode, 'Ready') && pods.every(isDeleting)) continue;
    const holders = isExclusive(volume) ? holdersOf(volume, name, desk, context) : { held: [], wait: [] };
    waits.push(...holders.wait);
    if (holders.held.length === 0) await attach(volume, node, desk, context);
    else await refuse(volume, { name, pods, holders: holders.held, users }, desk, context);
  }
  return waits;
}

const noNode = { ...kinds.Node, metadata: { name: '' } };

async function noteAttached(
  volume: Volume,
  { name, pods }: Pick<Refusal, 'name' | 'pods'>,
  { believed, refused }: Desk,
  { record }: ControllerContext,
): Promise<void> {
  refused.delete(name);
  if (believed.has(name)) return;
  believed.set(name, undefined);
  const message = `AttachVolume.Attach succeeded for volume "${volume.metadata.name}" `;
  for (const object of pods.filter(({ status }) => status?.phase === 'Pending')) {
    await record({ object, type: 'Normal', reason: 'SuccessfulAttachVolume', message, source });
  }
}

/** What the driver said, told once an attachment (pkg/volume/csi/csi_attacher.go waitForVolumeAttachment). */
async function noteFailed(
  volume: Volume,
  { attachment, pods }: { readonly attachment: VolumeAttachment; readonly pods: readonly Pod[] },
  { refused }: Desk,
  { record }: ControllerContext,
): Promise<void> {
  if (refused.has(attachment.metadata.name)) return;
  refused.add(attachment.metadata.name);
  const said = attachment.status?.attachError?.message ?? '';
  const message = `AttachVolume.Attach failed for volume "${volume.metadata.name}" : ${said}`;
  for (const object of pods) await record({ object, type: 'Warning', reason: 'FailedAttachVolume', message, source });
}

async function attach(
  volume: Volume,
  node: string,
  { attachments }: Desk,
  { cluster }: ControllerContext,
): Promise<void> {
  attachments.put(await cluster.create(attachmentOf(volume, node)));
}

/** Nodes that have the volume, or are taken to have it until the next look at the truth, in so many seconds. */
function holdersOf(volume: Volume, own: string, { attachments, believed, nodes }: Desk, { now }: ControllerContext) {
  const held = attachments
    .at(volume.metadata.name)
    .filter(({ metadata }) => metadata.name !== own)
    .map(({ spec }) => spec.nodeName);
  const wait: number[] = [];
  for (const node of nodes.all().map(({ metadata }) => metadata.name)) {
    const name = attachmentName(volume, node);
    if (name === own || !believed.has(name) || attachments.get(name)) continue;
    const missed = believed.get(name) ?? now();
    believed.set(name, missed);
    const left = syncSeconds - (now() - missed) / 1000;
    if (left > 0) {
      held.push(node);
      wait.push(left);
    } else believed.delete(name);
  }
  return { held, wait };
}

interface Refusal {
  readonly name: string;
  readonly pods: readonly Pod[];
  readonly holders: readonly string[];
  readonly users: readonly Pod[];
}

/** Told once a node, and only when the other node has the volume in truth: while it is being attached nothing is said. */
async function refuse(
  volume: Volume,
  { name, pods, holders, users }: Refusal,
  { attachments, refused }: Desk,
  { record }: ControllerContext,
): Promise<void> {
  const isPending = attachments.at(volume.metadata.name).some(({ status }) => !status?.attached);
  if (isPending || refused.has(name)) return;
  refused.add(name);
  const others = users.filter((pod) => holders.includes(pod.spec.nodeName ?? ''));
  for (const object of pods) {
    const message = multiAttachMessage(volume, others, object);
    await record({ object, type: 'Warning', reason: 'FailedAttachVolume', message, source });
  }
}
