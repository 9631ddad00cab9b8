import { isIP } from 'node:net';
import { sameValue } from '../../../controlplane/kit/same-value.ts';
import { parseDurationNanos } from '../../../kube/duration.ts';
import type { Ingress } from '../../../kube/types.ts';
import { printRefusals, type Refusal } from '../admission/validation.ts';
import { type Certificate, type CertificateSpec, certManagerKinds } from '../objects.ts';
import type { IssuerRef } from '../running-parts.ts';
import { hasShimAnnotation, issuerOfIngress, translateAnnotations } from './annotations.ts';

/** A Certificate that an Ingress is to have, and the TLS block it comes from. */
export interface PlannedCertificate {
  readonly certificate: Certificate;
  /** Index into `spec.tls`. */
  readonly block: number;
}

/** What an Ingress wants of cert-manager. */
export interface ShimPlan {
  /** Whether the Ingress is looked at: without annotation, what it had once is left as it is. */
  readonly wanted: boolean;
  readonly certificates: readonly PlannedCertificate[];
  /** Texts of BadConfig events about the whole Ingress: then nothing is made, changed or deleted. */
  readonly refused: readonly Fault[];
  /** Texts of BadConfig events about blocks that are passed over. */
  readonly skipped: readonly Fault[];
  /** An annotation that cannot be taken: an error that is tried again and again, without an event. */
  readonly fault?: string;
}

/** A text of upstream's and the place it is about. */
export interface Fault {
  /** What is wrong: the annotations, a Secret that two blocks name, or fields that a block lacks. */
  readonly cause: 'annotations' | 'doubled-secret' | 'block-lacks-fields';
  readonly message: string;
  readonly path: readonly (string | number)[];
}

const nothing: ShimPlan = { wanted: true, certificates: [], refused: [], skipped: [] };

/** A Certificate for every TLS block of an annotated Ingress: cert-manager pkg/controller/certificate-shim/sync.go SyncFnFor. */
export function planCertificates(ingress: Ingress): ShimPlan {
  const annotations = ingress.metadata.annotations ?? {};
  if (!hasShimAnnotation(annotations)) return { ...nothing, wanted: false };
  const issuerRef = issuerOfIngress(annotations);
  if ('fault' in issuerRef) {
    const message = `Could not determine issuer for ingress due to bad annotations: ${issuerRef.fault}`;
    return { ...nothing, refused: [{ cause: 'annotations', message, path: ['metadata', 'annotations'] }] };
  }
  const doubled = doubledSecretNames(ingress);
  if (doubled.length > 0) {
    const [{ block }] = doubled as [Doubled];
    const path = ['spec', 'tls', block, 'secretName'];
    const message = printRefusals(doubled.map(({ refusal }) => refusal));
    return { ...nothing, refused: [{ cause: 'doubled-secret', message, path }] };
  }
  return planBlocks(ingress, issuerRef);
}

function planBlocks(ingress: Ingress, issuerRef: IssuerRef): ShimPlan {
  const certificates: PlannedCertificate[] = [];
  const skipped: Fault[] = [];
  for (const [block, { hosts = [], secretName }] of (ingress.spec.tls ?? []).entries()) {
    const missing = [hosts.length === 0 ? 'hosts' : '', secretName ? '' : 'secretName'].filter((field) => field !== '');
    if (missing.length > 0 || !secretName) {
      const refusals = missing.map((field) => ({ field: `spec.tls[${block}].${field}`, text: 'Required value' }));
      const message = `Skipped a TLS block: ${printRefusals(refusals)}`;
      skipped.push({ cause: 'block-lacks-fields', message, path: ['spec', 'tls', block] });
      continue;
    }
    const spec = specOf(ingress, secretName, hosts, issuerRef);
    if ('fault' in spec) return { ...nothing, skipped, fault: spec.fault };
    certificates.push({ certificate: certificateOf(ingress, spec), block });
  }
  return { ...nothing, certificates, skipped };
}

interface Doubled {
  readonly refusal: Refusal;
  /** Index of the second block that has the name. */
  readonly block: number;
}

/** Names of Secrets in more than one block: sync.go checkForDuplicateSecretNames. */
function doubledSecretNames({ spec }: Ingress): readonly Doubled[] {
  const blocks = new Map<string, number[]>();
  for (const [index, { secretName = '' }] of (spec.tls ?? []).entries()) {
    const known = blocks.get(secretName);
    if (known) known.push(index);
    else blocks.set(secretName, [index]);
  }
  return [...blocks].flatMap(([name, [first, second]]) => {
    if (second === undefined) return [];
    const text = `this secret name must only appear in a single TLS entry but is also used in spec.tls[${second}].secretName`;
    const field = `spec.tls[${first}].secretName`;
    return [{ refusal: { field, text: `Invalid value: ${JSON.stringify(name)}: ${text}` }, block: second }];
  });
}

/** Hosts once each, names apart from addresses: sync.go splitHosts. */
function specOf(
  { metadata }: Ingress,
  secretName: string,
  hosts: readonly string[],
  issuerRef: IssuerRef,
): CertificateSpec | { readonly fault: string } {
  const once = [...new Set(hosts)];
  const ipAddresses = once.filter((host) => isIP(host) !== 0);
  const spec: CertificateSpec = {
    secretName,
    issuerRef,
    dnsNames: once.filter((host) => isIP(host) === 0),
    ...(ipAddresses.length > 0 && { ipAddresses }),
    usages: ['digital signature', 'key encipherment'],
  };
  return translateAnnotations(metadata.annotations ?? {}, spec);
}

const applySetLabel = 'applyset.kubernetes.io/part-of';

function certificateOf({ metadata }: Ingress, spec: CertificateSpec): Certificate {
  const owner = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
  const { [applySetLabel]: _, ...kept } = metadata.labels ?? {};
  const labels = metadata.labels && kept;
  return {
    ...certManagerKinds.Certificate,
    metadata: { name: spec.secretName, namespace: metadata.namespace, labels, ownerReferences: [owner] },
    spec,
  };
}

/** Whether a Certificate is the Ingress's own: apimachinery pkg/apis/meta/v1 IsControlledBy. */
export const isControlledBy = ({ metadata }: Certificate, ingress: Ingress): boolean =>
  metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === ingress.metadata.uid) === true;

/** Whether a block of the Ingress has this Secret: what is in none is deleted. sync.go secretNameUsedIn. */
export const usesSecret = ({ spec }: Ingress, secretName: string): boolean =>
  (spec.tls ?? []).some((block) => block.secretName === secretName);

/** Whether a Certificate differs from the one wanted, in the fields that upstream compares: sync.go certNeedsUpdate. */
export function needsUpdate(known: Certificate, wanted: Certificate): boolean {
  const [a, b] = [known.spec, wanted.spec];
  const [aKey, bKey] = [a.privateKey ?? {}, b.privateKey ?? {}];
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [known.metadata.labels, wanted.metadata.labels],
    [a.commonName ?? '', b.commonName ?? ''],
    [a.dnsNames, b.dnsNames],
    [a.secretName, b.secretName],
    [a.issuerRef.name, b.issuerRef.name],
    [a.issuerRef.kind, b.issuerRef.kind],
    [a.revisionHistoryLimit, b.revisionHistoryLimit],
    [aKey.algorithm, bKey.algorithm],
    [aKey.encoding, bKey.encoding],
    [aKey.rotationPolicy, bKey.rotationPolicy],
    [bKey.algorithm === 'Ed25519' ? 0 : aKey.size, bKey.algorithm === 'Ed25519' ? 0 : bKey.size],
    [nanosOf(a.duration), nanosOf(b.duration)],
    [nanosOf(a.renewBefore), nanosOf(b.renewBefore)],
  ];
  return pairs.some(([one, other]) => !sameValue(one, other));
}

const nanosOf = (text: string | undefined): bigint | undefined =>
  text === undefined ? undefined : parseDurationNanos(text);
