import type { Controller, ControllerContext } from '../../cluster/controller.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { type Ingress, kinds } from '../../kube/types.ts';
import { sameValue } from '../kubernetes/same-value.ts';
import type { ControllerOptions } from '../system.ts';
import { isActive, isServed, whenActive } from './active.ts';
import { type Certificate, certManagerKinds } from './objects.ts';
import { planCertificates } from './semantics-ingress-shim.ts';

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

const isOwned = ({ metadata }: Certificate, ingress: Ingress): boolean =>
  metadata.ownerReferences?.some((owner) => owner.kind === 'Ingress' && owner.uid === ingress.metadata.uid) === true;

async function reconcile(ingress: Ingress, context: ControllerContext): Promise<void> {
  const { cluster } = context;
  const say = (reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal') =>
    context.record({ object: ingress, type, reason, message, source });
  const plan = planCertificates(ingress);
  for (const message of plan.skipped) await say('BadConfig', message, 'Warning');
  const present = await cluster.list<Certificate>(kind, { namespace: ingress.metadata.namespace });
  for (const wanted of plan.certificates) {
    const { name } = wanted.metadata;
    const known = present.find(({ metadata }) => metadata.name === name);
    if (!known) {
      await cluster.create(wanted);
      await say('CreateCertificate', `Successfully created Certificate ${JSON.stringify(name)}`);
    } else if (isOwned(known, ingress) && !isSame(known, wanted)) {
      const metadata = { ...known.metadata, labels: wanted.metadata.labels };
      await cluster.update<Certificate>({ ...known, metadata, spec: wanted.spec });
      await say('UpdateCertificate', `Successfully updated Certificate ${JSON.stringify(name)}`);
    }
  }
  const names = new Set(plan.certificates.map(({ metadata }) => metadata.name));
  for (const certificate of present) {
    const { name, namespace } = certificate.metadata;
    if (names.has(name) || !isOwned(certificate, ingress)) continue;
    await cluster.delete(kind, name, namespace);
    await say('DeleteCertificate', `Successfully deleted unrequired Certificate ${JSON.stringify(name)}`);
  }
}

const isSame = (known: Certificate, wanted: Certificate): boolean =>
  sameValue(known.spec, wanted.spec) && sameValue(known.metadata.labels, wanted.metadata.labels);
