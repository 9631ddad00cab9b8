import * as z from 'zod';
import { chartValues } from '../../lab/chart-values.ts';
import { versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';
import { reflectorNamespace } from './component-names.ts';

const Reflector = z
  .strictObject({ values: chartValues('reflector') })
  .describe(
    'Copies Secrets and ConfigMaps into the namespaces that their annotations name. There, too, where a certificate has `mirror`.',
  );

const fields = { reflector: Reflector.optional() };
const versions = { reflector: versionText.default('10.0.63').describe('Version of the reflector chart.') };

/** What Reflector sees of a lab. */
export type ReflectorLab = LabWith<typeof fields, typeof versions>;

/** What copies Secrets: there when the lab names it, or has something to copy. */
export const slice = { place: 74, fields, versions, namespaces: [reflectorNamespace] } satisfies LabSlice;
