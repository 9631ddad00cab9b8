import * as z from 'zod';
import { filledText, secretKeyText } from './scalars.ts';

/** The file of an encrypted Secret: a name alone stands for one in the folder of all secrets. */
export const encryptedFile = (said: string): string =>
  said.includes('/') || /\.ya?ml$/.test(said) ? said : `secrets/${said}.sops.yaml`;

/** A secret's whereabouts, never its value. */
export const SecretReference = z
  .strictObject({
    file: filledText.optional().describe('A file outside the repository that holds the value.'),
    env: filledText.optional().describe('An environment variable that holds the value.'),
    sops: filledText
      .overwrite(encryptedFile)
      .optional()
      .describe(
        'A SOPS-encrypted Kubernetes Secret in the repository: its path, or a name `NAME`, which stands for `secrets/NAME.sops.yaml`.',
      ),
    key: secretKeyText.optional().describe('The key inside the Secret; the default depends on the use.'),
  })
  .superRefine((reference, context) => {
    const given = [reference.file, reference.env, reference.sops].filter((source) => source !== undefined).length;
    if (given === 1) return;
    const message = given === 0 ? 'no source of the secret is named' : `${given} sources of one secret are named`;
    context.addIssue({ code: 'custom', message, params: { hint: 'name exactly one of file, env, sops' } });
  })
  .describe('Where a secret is to be found: exactly one of `file`, `env`, `sops`. Never the secret itself.');
