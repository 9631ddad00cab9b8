import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import type { LabPlan, PlannedVolume } from '../../../lab/lab-plan.ts';
import { longhornClass } from '../component-names.ts';
import { keepersOf, replicasOf, type StoringLab } from '../component-nodes.ts';
import type { LonghornOptions } from '../lab.ts';
import { bytesOf, fitOf, printBytes, type RoomSettings, roomOn, usualRoom, type Wanted } from '../room/room.ts';
import { place } from '../rule-lab.ts';

type Claimed = Wanted & { readonly volume: PlannedVolume };

export const volumesBeyondDisks: LabRule<StoringLab> = {
  id: 'volumes-beyond-disks',
  needs: 'lab',
  severity: 'error',
  summary: 'Volumes of Longhorn ask for more than the disks of its nodes take.',
  why: 'a disk takes copies up to its size without what is reserved (30 %), by their nominal size (longhorn-manager scheduler/replica_scheduler.go, IsSchedulableToDisk): a volume of which no copy finds a place is bound and never attached, and one of which some do stays degraded',
  check: (lab, plan) => {
    const options = lab.storage?.longhorn;
    const settings = options && settingsOf(options);
    const rooms = options && settings && roomsOf(lab, options, { plan, settings });
    return rooms ? problemsOf(claimedOf(lab, options, plan), rooms) : [];
  },
  examples: {
    passing: [
      { storage: { longhorn: {} }, 'apps.0.volumes': { '/data': '500Gi' } },
      { ...machines('100Gi'), 'apps.0.volumes': { '/data': '70Gi' } },
      { ...machines('100Gi'), 'apps.0.volumes': { '/data': { localPath: '90Gi' } } },
      { ...machines('100Gi'), 'apps.0.volumes': { '/data': '90Gi' }, 'storage.longhorn.dataPath': '/mnt/disk' },
      {
        ...machines('100Gi'),
        'apps.0.volumes': { '/data': '90Gi' },
        'storage.longhorn.values': { defaultSettings: { storageReservedPercentageForDefaultDisk: '5' } },
      },
    ],
    failing: [
      { ...machines('100Gi'), 'apps.0.volumes': { '/data': '71Gi' } },
      { ...machines('100Gi'), 'apps.0.volumes': { '/data': '60Gi', '/more': '60Gi' } },
    ],
  },
};

function machines(disk: string) {
  return {
    machines: {
      proxmox: {
        ...{ endpoint: 'https://pve.lan:8006', template: 'debian-13', token: { env: 'PVE_TOKEN' } },
        ...{
          ssh: { user: 'ops', keys: { file: '~/.ssh/id.pub' } },
          sizes: { 'control-plane': { disk }, worker: { disk } },
        },
      },
    },
    storage: { longhorn: {} },
  };
}

/** Undefined where values of a person's own say what is no number. */
function settingsOf({ values }: LonghornOptions): RoomSettings | undefined {
  const own = (values?.defaultSettings ?? {}) as Readonly<Record<string, unknown>>;
  const read = (name: string, usual: number): number => (own[name] === undefined ? usual : Number(own[name]));
  const reserved = read('storageReservedPercentageForDefaultDisk', usualRoom.reserved);
  const overProvisioning = read('storageOverProvisioningPercentage', usualRoom.overProvisioning);
  return Number.isFinite(reserved) && Number.isFinite(overProvisioning) ? { reserved, overProvisioning } : undefined;
}

interface Known {
  readonly plan: LabPlan;
  readonly settings: RoomSettings;
}

/** What each node that keeps copies takes; undefined where one has a disk of which the lab does not tell. */
function roomsOf(lab: StoringLab, options: LonghornOptions, { plan, settings }: Known): readonly number[] | undefined {
  const keepers = keepersOf(lab, options);
  const disks = keepers.map(({ name }) => plan.disks.find(({ node }) => node === name));
  const isElsewhere = options.dataPath !== undefined || options.nodes === 'labelled';
  if (isElsewhere || keepers.length === 0 || disks.some((disk) => disk === undefined)) return undefined;
  return disks.map((disk) => roomOn(bytesOf(disk!.size), settings));
}

function claimedOf(lab: StoringLab, options: LonghornOptions, { volumes }: LabPlan): readonly Claimed[] {
  return volumes.flatMap((volume) => {
    const { className = longhornClass, size } = volume;
    const own = Object.hasOwn(options.classes, className) ? options.classes[className] : undefined;
    if (!own && className !== longhornClass) return [];
    return [{ volume, bytes: bytesOf(size), copies: own?.replicas ?? replicasOf(lab, options) }];
  });
}

function problemsOf(claimed: readonly Claimed[], rooms: readonly number[]): readonly LabRuleProblem[] {
  const largest = Math.max(...rooms);
  const tooLarge = claimed.filter(({ bytes }) => bytes > largest);
  if (tooLarge.length > 0)
    return tooLarge.map(({ volume, bytes }) => ({
      path: volume.path,
      message: `${volume.owner}: a volume of ${printBytes(bytes)}, and no node takes more than ${printBytes(largest)} of volumes`,
      hint: 'make the disks of machines larger, or the volume smaller',
    }));
  const fit = fitOf(claimed, rooms);
  if (fit === 'all') return [];
  const sum = (numbers: readonly number[]) => printBytes(numbers.reduce((all, each) => all + each, 0));
  const once = fit === 'none';
  const asked = sum(claimed.map(({ bytes, copies }) => bytes * (once ? 1 : Math.min(copies, rooms.length))));
  const message = `volumes come to ${asked}${once ? ' without any second copy' : ' with all their copies'}, and the ${rooms.length} nodes that keep them take ${sum(rooms)}`;
  const hint = `make the disks of machines larger${once ? '' : ', write fewer replicas'}, or make volumes smaller`;
  return [{ path: place(), atKey: true, message, hint, ...(!once && { severity: 'warning' as const }) }];
}
