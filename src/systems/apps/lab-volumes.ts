import * as z from 'zod';
import { containerPathText, filledText, objectNameText, quantityText, secretKeyText } from '../../lab/scalars.ts';
import { SecretReference } from '../../lab/secret-reference.ts';
import { quoteText } from '../../lab/values.ts';
import { isVolumeWord, shareOf, type VolumeWord } from './lab-volume-words.ts';

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
  } satisfies Record<VolumeWord, z.ZodType>)
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

/** What is no such mapping is told as if it were one that says what the volume is. */
const ClassAndSize = z
  .record(z.string(), z.unknown())
  .superRefine((volume, context) => {
    const [[name, size] = [], ...others] = Object.entries(volume);
    if (name === undefined || others.length > 0 || isVolumeWord(name)) {
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

/** What a mapping says of a volume. */
export type SaidVolume = z.output<typeof Mapping>;

/** A volume as the lab file says it. */
export type WrittenVolume = string | SaidVolume | z.output<typeof ClassAndSize>;
