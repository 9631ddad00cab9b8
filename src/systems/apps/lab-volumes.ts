import * as z from 'zod';
import { containerPathText, filledText, objectNameText, quantityText, secretKeyText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import { quoteText } from '../../lab/values.ts';

/** The share and the folder in it that a volume names; undefined for a folder of a server that is named itself. */
export function shareOf(nfs: string): { readonly share: string; readonly folder?: string } | undefined {
  const [, share, folder] = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)(?:\/([^\s:]*[^\s:/])\/*)?$/.exec(nfs) ?? [];
  return share === undefined ? undefined : { share, ...(folder !== undefined && { folder }) };
}

const isFolder = (nfs: string): boolean =>
  !nfs.split('/').includes('..') && (/^[^\s:/]+:\/\S*$/.test(nfs) || shareOf(nfs) !== undefined);

const sources = ['size', 'localPath', 'nfs', 'configMap', 'secret', 'emptyDir', 'hostPath'] as const;

const Mapping = z
  .strictObject({
    size: quantityText.optional().describe('A volume of this size, which lasts.'),
    class: objectNameText
      .optional()
      .describe(
        'StorageClass of the volume; left out, that of `storage`, or else that which the cluster takes by itself.',
      ),
    shared: z
      .boolean()
      .optional()
      .describe('Whether pods on several nodes write to it at once (`ReadWriteMany`), which not every class can.'),
    localPath: quantityText
      .optional()
      .describe('A volume of this size on the node itself (class `local-path` of k3s).'),
    nfs: filledText
      .optional()
      .describe(
        'A share of `storage.nfs`, or a folder in it (`media/films`), or any folder of an NFS server (`server:/folder`).',
      ),
    configMap: z
      .record(secretKeyText, z.string())
      .optional()
      .describe('Files by name with what stands in them; no secrets.'),
    secret: SecretReference.optional().describe('A Secret, its keys as files; the key of one alone is `key`.'),
    emptyDir: z
      .union([z.literal('memory'), quantityText])
      .optional()
      .describe('Empty at each start: at most this large, or in `memory`.'),
    hostPath: containerPathText
      .optional()
      .describe('A folder of whatever node the pod runs on: its namespace then lets privileged pods in.'),
    readOnly: z.boolean().optional().describe('Whether the container may only read it.'),
  })
  .superRefine((volume, context) => {
    const given = sources.filter((source) => volume[source] !== undefined);
    if (given.length !== 1) {
      const message =
        given.length === 0 ? 'the volume says nothing of what it is' : `the volume is ${given.join(' and ')} at once`;
      context.addIssue({ code: 'custom', message, params: { hint: `name exactly one of ${sources.join(', ')}` } });
    }
    if (volume.nfs !== undefined && !isFolder(volume.nfs)) {
      const message = `${quoteText(volume.nfs)} is no share and no folder of an NFS server`;
      const params = { hint: 'write it like media, media/films or nas.lan:/mnt/media' };
      context.addIssue({ code: 'custom', path: ['nfs'], message, params });
    }
  });

/** Words of a mapping that says what the volume is: what is none of them is a class. */
const words: readonly string[] = Object.keys(Mapping.shape);

/** What is no such mapping is told as if it were one that says what the volume is. */
const ClassAndSize = z
  .record(z.string(), z.unknown())
  .superRefine((volume, context) => {
    const [[name, size] = [], ...others] = Object.entries(volume);
    if (name === undefined || others.length > 0 || words.includes(name)) {
      context.addIssue({ code: 'invalid_type', expected: 'record', input: volume });
      return;
    }
    const checks = [objectNameText.safeParse(name), quantityText.safeParse(size)];
    for (const issue of checks.flatMap(({ error }) => error?.issues ?? [])) {
      context.addIssue({ ...issue, path: [name] } as never);
    }
  })
  .meta({ maxProperties: 1, additionalProperties: { type: 'string' } })
  .describe('A StorageClass and a size: `longhorn: 5Gi`.');

/** Volumes by the folder of the container. */
export const Volumes = z
  .record(
    containerPathText,
    z
      .union([quantityText, Mapping, ClassAndSize])
      .describe('A size alone, a StorageClass and a size, or what the volume is.'),
  )
  .superRefine((volumes, context) => {
    const folders = Object.keys(volumes);
    for (const [i, folder] of folders.entries()) {
      const same = folders.slice(0, i).find((other) => other.replace(/\/+$/, '') === folder.replace(/\/+$/, ''));
      if (same === undefined) continue;
      const message = `${folder} is the same folder as ${same}`;
      context.addIssue({ code: 'custom', path: [folder], message, params: { hint: 'keep one of them' } });
    }
  })
  .default({})
  .describe('Volumes of the container by folder, e.g. `/config: 5Gi`.');

/** A volume of an app, and where it is mounted. */
export type AppVolume = Said & { readonly folder: string };
type Said = z.output<typeof Mapping>;
type Written = string | Said | z.output<typeof ClassAndSize>;

/** The volumes of an app, in the order of their folders. */
export const volumesOf = ({ volumes }: { readonly volumes: z.output<typeof Volumes> }): readonly AppVolume[] =>
  Object.entries(volumes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([folder, volume]) => ({
      folder: folder.replace(/\/+$/, ''),
      ...readVolume(volume),
    }));

/** Class of volumes on the node itself (k3s manifests/local-storage.yaml). */
export const localClass = 'local-path';

/** A mapping of one key that is no word of {@link Mapping} is a class and a size. */
export function readVolume(volume: Written): Said {
  if (typeof volume === 'string') return { size: volume };
  const [name, size] = Object.entries(volume)[0] ?? [];
  return name !== undefined && typeof size === 'string' && !words.includes(name)
    ? { class: name, size }
    : (volume as Said);
}

/** Whether only one node can hold the volume at a time (`ReadWriteOnce`). */
export const isExclusive = ({ size, localPath, shared }: AppVolume): boolean =>
  (size !== undefined && !shared) || localPath !== undefined;
