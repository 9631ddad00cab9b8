import type { Roles } from '../../compose/roles.ts';
import { compareText } from '../../core/finding.ts';
import type { TalosLab } from './lab.ts';
import { printSchematic, schematicId } from './schematic/schematic.ts';

const factory = 'factory.talos.dev';

/** What stands around the machines of a lab, and is asked what it needs of them. */
export type Surroundings = Pick<Roles, 'machines' | 'storage'>;

/** The extensions that tools come with (siderolabs/extensions storage). */
const extensions = { iscsi: 'siderolabs/iscsi-tools', 'util-linux': 'siderolabs/util-linux-tools' } as const;

/** The schematic of the lab's image: the extensions that it names, and those that its machines and its storage need. */
export function schematicOf({ distribution }: TalosLab, { machines, storage }: Surroundings): string {
  const tools = storage?.machine?.tools.map((tool) => extensions[tool]) ?? [];
  const needed = [...(machines ? [`siderolabs/${machines.agent}`] : []), ...tools];
  return printSchematic([...new Set([...(distribution.extensions ?? []), ...needed])].sort(compareText));
}

const versionOf = ({ versions }: TalosLab): string => `v${versions.talos.replace(/^v/, '')}`;

/** What a machine installs and is upgraded with: without it the extensions vanish (siderolabs/image-factory docs, installer images). */
export const installerOf = (lab: TalosLab, around: Surroundings): string =>
  `${factory}/${around.machines?.platform ?? 'metal'}-installer/${schematicId(schematicOf(lab, around))}:${versionOf(lab)}`;

/** The disk image that a machine boots first. */
export function bootImageOf(lab: TalosLab, around: Surroundings): { url: string; name: string } {
  const version = versionOf(lab);
  const id = schematicId(schematicOf(lab, around));
  const platform = around.machines?.platform ?? 'metal';
  return {
    url: `https://${factory}/image/${id}/${version}/${platform}-amd64.raw.xz`,
    name: `talos-${version}-${id.slice(0, 8)}.img`,
  };
}
