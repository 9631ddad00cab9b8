import type { ControllerContext } from '../../../cluster/controller.ts';
import { kinds, type Secret } from '../../../kube/types.ts';
import type { RunningController } from '../running.ts';

const keyBytes = 128;

/**
 * Makes the Secret that encrypts what speakers tell each other, when it is missing: until then the speakers' pods wait for the
 * volume (metallb internal/k8s/k8s.go, CreateMlSecret). Its name is in the controller's environment.
 */
export async function ensureMemberlistSecret(
  { deployment, namespace }: RunningController,
  { cluster, random }: ControllerContext,
): Promise<void> {
  const environment = deployment?.spec.template.spec?.containers.flatMap(({ env = [] }) => env) ?? [];
  const name = environment.find((variable) => variable.name === 'METALLB_ML_SECRET_NAME')?.value;
  if (!deployment || !name || (await cluster.get(kinds.Secret, name, namespace))) return;
  const key = Buffer.from(Array.from({ length: keyBytes }, () => Math.floor(random() * 256))).toString('base64');
  const { name: owner, uid = '' } = deployment.metadata;
  const secret: Secret = {
    ...kinds.Secret,
    metadata: { name, namespace, ownerReferences: [{ ...kinds.Deployment, name: owner, uid }] },
    data: { secretkey: Buffer.from(key).toString('base64') },
  };
  await cluster.create(secret, { fieldManager: 'controller' });
}
