import { type Lab, type LabApp, listOf } from '../../lab/schema.ts';

/** The client networks that may enter an app; undefined for everyone. Without trusted networks in the lab it is the node network. */
export function clientNetworks({ network }: Lab, { access }: LabApp): readonly string[] | undefined {
  if (access === 'everyone') return undefined;
  if (access !== 'trusted') return access;
  return network.trusted.length > 0 ? network.trusted : listOf(network.cidr);
}
