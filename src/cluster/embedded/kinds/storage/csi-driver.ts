import type { BuiltinKind } from '../builtin-kind.ts';
import { records } from '../shared/checks.ts';
import { ageOf, type Printed, tableOf } from '../shared/columns.ts';
import { inSpec } from '../shared/defaults.ts';
import { type Fields, fill } from '../shared/fill.ts';

/** kubernetes pkg/apis/storage/v1/defaults.go SetDefaults_CSIDriver */
const defaultDriver = (spec: Fields): Fields =>
  fill(spec, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
  });

const columns = tableOf<Printed>(
  'Name, AttachRequired:boolean, PodInfoOnMount:boolean, StorageCapacity:boolean, TokenRequests, RequiresRepublish:boolean, Modes, Age',
  (driver, now) => {
    const { attachRequired, podInfoOnMount, storageCapacity, requiresRepublish, tokenRequests, volumeLifecycleModes } =
      driver.spec ?? {};
    const audiences = records(tokenRequests).map(({ audience }) => String(audience));
    const modes = Array.isArray(volumeLifecycleModes) ? volumeLifecycleModes.join(',') : '';
    return [
      driver.metadata.name,
      attachRequired !== false,
      podInfoOnMount === true,
      storageCapacity === true,
      tokenRequests === undefined ? '<unset>' : audiences.join(','),
      requiresRepublish === true,
      modes || '<none>',
      ageOf(driver, now),
    ];
  },
);

export const kind = {
  table: 'storage.k8s.io/csidrivers',
  claim: {
    behaviour: 'defaults, table',
    upstream: 'pkg/apis/storage/v1/defaults.go',
    notModelled: 'validation',
  },
  columns,
  defaults: inSpec(defaultDriver),
  answersWithObject: true,
} satisfies BuiltinKind;
