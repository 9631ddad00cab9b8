import type { Controller, ControllerContext } from '../../../cluster/controller.ts';
import { isServed } from '../../../controlplane/kit/served.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { type Ingress, kinds } from '../../../kube/types.ts';
import type { ControllerOptions } from '../../system.ts';
import { type Certificate, certManagerKinds } from '../objects.ts';
import { isActive, whenActive } from '../running.ts';
import { isControlledBy, needsUpdate, planCertificates, usesSecret } from './ingress-shim.ts';

const kind = certManagerKinds.Certificate;
const source = 'cert-manager-ingress-shim';

/** Certificates for annotated Ingresses. cert-manager pkg/controller/certificate-shim/ingresses. */
export const ingressShimController = (options: ControllerOptions): Controller => ({
  id: 'cert-manager/ingress-shim',
  watches: [{ kind: kinds.Ingress }, whenActive(kinds.Ingress), { kind, requests: ({ object }) => ownersOf(object) }],
  reconcile: async ({ namespace, name }, context) => {
    const { cluster } = context;
    if (!(await isActive(cluster, options)) || !(await isServed(cluster, kind))) return undefined;
    const ingress = await cluster.get<Ingress>(kinds.Ingress, name, namespace);
    if (ingress && !ingress.metadata.deletionTimestamp) await reconcile({ ...ingress, ...kinds.Ingress }, context);
    return undefined;
  },
});

const ownersOf = ({ metadata }: UnknownObject) =>
  (metadata.ownerReferences ?? [])
    .filter((owner) => owner.kind === 'Ingress')
    .map(({ name }) => ({ namespace: metadata.namespace ?? '', name }));

async function reconcile(ingress: Ingress, context: ControllerContext): Promise<void> {
  const plan = planCertificates(ingress);
  for (const { message } of [...plan.refused, ...plan.skipped]) await say('BadConfig', message, ingress, context);
  if (plan.fault !== undefined) throw new Error(plan.fault);
  if (!plan.wanted || plan.refused.length > 0) return;
  for (const { certificate } of plan.certificates) await ensure(certificate, ingress, context);
  const { namespace } = ingress.metadata;
  for (const certificate of await context.cluster.list<Certificate>(kind, { namespace })) {
    if (!isControlledBy(certificate, ingress) || usesSecret(ingress, certificate.spec.secretName)) continue;
    const { name } = certificate.metadata;
    await context.cluster.delete(kind, name, namespace);
    const message = `Successfully deleted unrequired Certificate ${JSON.stringify(name)}`;
    await say('DeleteCertificate', message, ingress, context);
  }
}

const say = (reason: string, message: string, object: Ingress, context: ControllerContext): Promise<void> =>
  context.record({ object, type: reason === 'BadConfig' ? 'Warning' : 'Normal', reason, message, source });

/** One that somebody else controls is left alone. */
async function ensure(wanted: Certificate, ingress: Ingress, context: ControllerContext): Promise<void> {
  const { name, namespace, labels } = wanted.metadata;
  const known = await context.cluster.get<Certificate>(kind, name, namespace);
  if (!known) {
    await context.cluster.create(wanted);
    const message = `Successfully created Certificate ${JSON.stringify(name)}`;
    await say('CreateCertificate', message, ingress, context);
  } else if (isControlledBy(known, ingress) && needsUpdate(known, wanted)) {
    const metadata = { ...known.metadata, labels };
    await context.cluster.update<Certificate>({ ...known, metadata, spec: wanted.spec });
    const message = `Successfully updated Certificate ${JSON.stringify(name)}`;
    await say('UpdateCertificate', message, ingress, context);
  }
}
