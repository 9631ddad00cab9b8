import { listOf } from '../../lab/lab-core.ts';
import { type AppsLab, type LabApp, networksOf } from './lab.ts';

/** The client networks that may enter an app; undefined for everyone. Without trusted networks in the lab it is the node network. */
export function clientNetworks({ network }: AppsLab, app: LabApp): readonly string[] | undefined {
  const access = networksOf(app);
  if (access === 'everyone') return undefined;
  if (Array.isArray(access)) return access;
  return access === 'trusted' && network.trusted.length > 0 ? network.trusted : listOf(network.cidr);
}
