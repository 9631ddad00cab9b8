import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { exampleVolume, volumesOf } from '../rule-volumes.ts';

const csi = (volumeHandle: string) => ({ nfs: undefined, csi: { driver: 'nfs.csi.k8s.io', volumeHandle } });

export const volumeHandleShared: ObjectsRule = {
  id: 'volume-handle-shared',
  needs: 'objects',
  severity: 'warning',
  summary: 'Two volumes of one driver have the same handle.',
  why: 'nodes tell volumes by driver and handle: two of one handle are one and the same to them (kubernetes pkg/volume/csi/csi_plugin.go, GetVolumeName)',
  check: (input) => {
    const first = new Map<string, string>();
    return volumesOf(input).flatMap(({ object: { metadata, spec }, on }): Problem[] => {
      if (!spec?.csi?.volumeHandle) return [];
      const { driver, volumeHandle } = spec.csi;
      const key = `${driver} ${volumeHandle}`;
      const other = first.get(key) ?? metadata.name;
      first.set(key, other);
      if (other === metadata.name) return [];
      const message = `volume ${other} has the handle ${volumeHandle} of ${driver}, too`;
      return [{ on, path: ['spec', 'csi', 'volumeHandle'], message, hint: 'give each a handle of its own' }];
    });
  },
  examples: {
    passing: [exampleVolume(csi('a')), exampleVolume(csi('b'), 'other')],
    failing: [exampleVolume(csi('a')), exampleVolume(csi('a'), 'other')],
  },
};
