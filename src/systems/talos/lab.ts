import * as z from 'zod';
import { containerPathText, filledText, nameText, versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith, Said } from '../../lab/slice.ts';
import type { KubernetesLab } from '../kubernetes/lab.ts';

const versions = { talos: versionText.default('v1.13.9').describe('Version of Talos.') };

const options = {
  distribution: {
    kind: 'talos',
    text: 'Talos Linux, which is the whole system of its machines.',
    fields: {
      disk: filledText
        .optional()
        .describe(
          'The disk that Talos is installed on, such as `/dev/sda`; of machines that the lab makes it is known.',
        ),
      interface: filledText
        .optional()
        .describe('Network interface that has the address of a node; left out, the one that is no virtual one.'),
      extensions: z
        .array(filledText)
        .default([])
        .describe('System extensions of the image, such as `siderolabs/iscsi-tools`; what the machines need is added.'),
      mounts: z
        .array(containerPathText)
        .default([])
        .describe('Folders of the machine that pods may mount and share, such as `/var/lib/longhorn`.'),
      privileged: z
        .array(nameText)
        .default([])
        .describe('Namespaces that Pod Security leaves alone beside kube-system.'),
    },
  },
} as const;

/** What Talos sees of a lab. */
export type TalosLab = KubernetesLab & LabWith<Record<never, never>, typeof versions> & Said<typeof options>;

/** The product Talos. */
export const slice = { place: 22, fields: {}, versions, options } satisfies LabSlice;
