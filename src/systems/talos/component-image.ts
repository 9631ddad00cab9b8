import type { Machines } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import type { TalosLab } from './lab.ts';
import { printSchematic, schematicId } from './schematic/schematic.ts';

const factory = 'factory.talos.dev';

/** The schematic of the lab's image: the extensions that it names and the one that its machines need. */
export function schematicOf({ distribution }: TalosLab, machines: Machines | undefined): string {
  const needed = machines ? [`siderolabs/${machines.agent}`] : [];
  return printSchematic([...new Set([...(distribution.extensions ?? []), ...needed])].sort(compareText));
}

const versionOf = ({ versions }: TalosLab): string => `v${versions.talos.replace(/^v/, '')}`;

/** What a machine installs and is upgraded with: without it the extensions vanish (siderolabs/image-factory docs, installer images). */
export const installerOf = (lab: TalosLab, machines: Machines | undefined): string =>
  `${factory}/${machines?.platform ?? 'metal'}-installer/${schematicId(schematicOf(lab, machines))}:${versionOf(lab)}`;

/** The disk image that a machine boots first. */
export function bootImageOf(lab: TalosLab, machines: Machines | undefined): { url: string; name: string } {
  const version = versionOf(lab);
  const id = schematicId(schematicOf(lab, machines));
  const platform = machines?.platform ?? 'metal';
  return {
    url: `https://${factory}/image/${id}/${version}/${platform}-amd64.raw.xz`,
    name: `talos-${version}-${id.slice(0, 8)}.img`,
  };
}
