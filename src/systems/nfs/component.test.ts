import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { valueAt } from '../chart-values.ts';
import { planned } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { composeSystem } from '../test-lab.ts';
import { component } from './component.ts';

type Nfs = NonNullable<NonNullable<LabInput['storage']>['nfs']>;
type Volume = NonNullable<NonNullable<LabInput['apps']>[number]['volumes']>[string];

const labInput = (nfs: Nfs, volume: Volume): Partial<LabInput> => ({
  network: { cidr: '10.0.0.0/24', names: { 'nas.lan': '10.0.0.3' } },
  storage: { nfs },
  apps: [{ name: 'film', namespace: 'media', image: 'example.org/film:1', volumes: { '/media': volume } }],
});

/** The objects of an app with that volume, by file. */
const compose = (nfs: Nfs, volume: Volume): Readonly<Record<string, Values>> =>
  Object.fromEntries(
    composeSystem('apps', labInput(nfs, volume))
      .apps.find(({ name }) => name === 'film')!
      .objects.map(({ file, object }) => [file, object as Values]),
  );
const volumesOf = (objects: Readonly<Record<string, Values>>) =>
  valueAt(objects['deployment.yaml']!, 'spec.template.spec.volumes');

describe('a volume of an app that names a share', () => {
  test('comes of a pair that is bound to each other alone', () => {
    const objects = compose({ media: 'nas.lan:/mnt/tank/media' }, { nfs: 'media' });
    expect(objects['volume-media.yaml']).toMatchObject({
      metadata: { name: 'media.film-media' },
      spec: {
        capacity: { storage: '1Ti' },
        accessModes: ['ReadWriteMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace: 'media', name: 'film-media' },
        nfs: { server: '10.0.0.3', path: '/mnt/tank/media' },
      },
    });
    expect(objects['claim-media.yaml']).toMatchObject({
      metadata: { name: 'film-media', namespace: 'media' },
      spec: { storageClassName: '', volumeName: 'media.film-media', resources: { requests: { storage: '1Ti' } } },
    });
    expect(volumesOf(objects)).toEqual([{ name: 'volume-media', persistentVolumeClaim: { claimName: 'film-media' } }]);
    expect(valueAt(objects['deployment.yaml']!, 'spec.strategy')).toBeUndefined();
  });

  test('may be read only, a folder below, and of a size and with options of its own', () => {
    const share = { server: 'files.example.org', path: '/export/', size: '4Ti', mountOptions: ['nfsvers=4.2'] };
    const objects = compose({ media: share }, { nfs: 'media/films/new/', readOnly: true });
    expect(valueAt(objects['volume-media.yaml']!, 'spec')).toMatchObject({
      accessModes: ['ReadOnlyMany'],
      capacity: { storage: '4Ti' },
      mountOptions: ['nfsvers=4.2'],
      nfs: { server: 'files.example.org', path: '/export/films/new', readOnly: true },
    });
    expect(valueAt(objects['deployment.yaml']!, 'spec.template.spec.containers')).toMatchObject([
      { volumeMounts: [{ mountPath: '/media', readOnly: true }] },
    ]);
  });

  test('stands in the pod where the share is to', () => {
    const share = { server: 'fd00::5', path: '/', as: 'volume' as const, readOnly: true };
    const objects = compose({ media: share }, { nfs: 'media' });
    expect(Object.keys(objects).filter((file) => /^(volume|claim)-/.test(file))).toEqual([]);
    expect(volumesOf(objects)).toEqual([
      { name: 'volume-media', nfs: { server: 'fd00::5', path: '/', readOnly: true } },
    ]);
  });

  test('is something else than a server that the volume names itself', () => {
    const objects = compose({ media: 'nas.lan:/a' }, { nfs: 'nas.lan:/b' });
    expect(volumesOf(objects)).toEqual([{ name: 'volume-media', nfs: { server: 'nas.lan', path: '/b' } }]);
  });
});

describe('a lab with shares', () => {
  const labOf = (nfs: Nfs) =>
    planned(
      labDefinition.schema.parse({
        name: 'barn',
        nodes: [{ name: 'n1', address: '10.0.0.2' }],
        ...labInput(nfs, '1Gi'),
      }),
    );

  test('is there when the lab names one, and says what nodes must bring', () => {
    const { lab } = labOf({ media: '[fd00::5]:/mnt' });
    expect(component.isChosen?.(lab)).toBe(true);
    expect(component.isChosen?.({ ...lab, storage: undefined })).toBe(false);
    expect(composeSystem('nfs', labInput({ media: '[fd00::5]:/mnt' }, '1Gi')).guide).toContain(
      '| media | fd00::5 | `/mnt` |',
    );
  });

  test('keeps the addresses of its servers for them', () => {
    const { plan } = labOf({ a: '10.0.0.7:/a', b: '10.0.0.7:/b', c: '10.0.0.3:/c', d: 'nas.lan:/d' });
    const kept = plan.uses.filter(({ kind }) => kind === 'reservation').map(({ owner }) => owner);
    expect(kept).toEqual(['nas.lan', 'the NFS server of b']);
    expect(plan.shares.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });
});
