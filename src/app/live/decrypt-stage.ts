import { posix } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { asObject } from '../../kube/as-object.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { printRef } from '../../kube/object.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import { applyStage } from './apply-stage.ts';
import type { DirectRun, StageOutcome } from './direct-run.ts';

/**
 * Applies what an encrypted file holds. Without a key a Secret that is there stays as it is, and counts as what the file holds; one that is
 * not there is an error that names the key.
 */
export async function decryptStage(run: DirectRun, path: string): Promise<StageOutcome> {
  const { subject, options, plan } = run;
  const file = posix.join(plan.folder, path);
  const encrypted = subject.tree.get(file) ?? '';
  if (!subject.identities?.length) return leaveAsTheyAre(options.real, file, objectsIn(encrypted, file));
  const text = await decrypted(encrypted, subject.identities);
  if (typeof text !== 'string') return { applied: [], members: [], findings: [notDecrypted(file, text.reason)] };
  const origin = { file, line: 1, document: 0 };
  return applyStage(
    run,
    objectsIn(text, file).map((object) => ({ object, origin })),
  );
}

async function decrypted(text: string, identities: readonly string[]): Promise<string | { readonly reason: string }> {
  const { decryptYaml } = await import('../../sops/decrypt.ts');
  try {
    return (await decryptYaml(text, identities)).text;
  } catch (thrown) {
    return { reason: messageOf(thrown) };
  }
}

const objectsIn = (text: string, file: string): readonly UnknownObject[] =>
  readDocuments(text, file).documents.flatMap(({ value }) => asObject(value) ?? []);

async function leaveAsTheyAre(
  cluster: DirectRun['options']['real'],
  file: string,
  objects: readonly UnknownObject[],
): Promise<StageOutcome> {
  const findings: Finding[] = [];
  for (const object of objects) {
    const { name, namespace } = object.metadata;
    if (!(await cluster.get(object, name, namespace))) findings.push(lacking(file, printRef(object)));
  }
  return { applied: [], findings, members: objects };
}

const lacking = (file: string, object: string): Finding => ({
  code: 'secret-lacking',
  severity: 'error',
  object,
  file,
  message: 'it is encrypted, and it is not in the cluster',
  why: 'without the key of its file nobody can put it there',
  hint: 'give the key with --age-key FILE, or make the Secret yourself',
});

const notDecrypted = (file: string, reason: string): Finding => ({
  code: 'not-decrypted',
  severity: 'error',
  file,
  message: `it cannot be decrypted: ${reason}`,
  why: 'what comes after it finds its Secrets missing',
  hint: 'give the key of one of its recipients with --age-key FILE',
});
