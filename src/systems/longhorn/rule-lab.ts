import { parseAddress } from '../../core/address.ts';
import type { LabPath } from '../../lab/lab-problem.ts';
import type { StoringLab } from './component-nodes.ts';
import type { LonghornOptions } from './lab.ts';

/** Where a lab speaks of Longhorn. */
export const place = (...path: LabPath): LabPath => ['storage', 'longhorn', ...path];

/** What a rule finds in labs that have Longhorn. */
export const inLonghorn =
  <Found>(find: (lab: StoringLab, options: LonghornOptions) => readonly Found[]) =>
  (lab: StoringLab): readonly Found[] => {
    const options = lab.storage?.longhorn;
    return options ? find(lab, options) : [];
  };

/** Where the target of backups stands. */
export const targetPlace = ({ backups }: LonghornOptions): LabPath =>
  place('backups', ...(typeof backups === 'string' ? [] : ['target']));

/** The server of a backup target, and its address where the lab knows it. */
export function serverOf(
  { network }: StoringLab,
  target: string,
): { readonly host: string; readonly address?: string } {
  const host = target.replace(/^nfs:\/\//, '').replace(/:?\/.*$/, '');
  const address = parseAddress(host) ? host : Object.hasOwn(network.names, host) ? network.names[host] : undefined;
  return { host, ...(address !== undefined && { address }) };
}
