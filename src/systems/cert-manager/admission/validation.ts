import { parseDuration, printDuration } from '../../../kube/duration.ts';
import { printJson } from '../../../kube/wide-json.ts';
import { durationOf } from '../certificates/renewal.ts';
import type { CertificateSpec, Issuer } from '../objects.ts';
import type { IssuerRef, PrivateKeySpec, SecretKeyRef, Solver } from '../running-parts.ts';

/** What the webhook refuses, as `path: text`. */
export interface Refusal {
  /** e.g. `spec.privateKey.size`. */
  readonly field: string;
  readonly text: string;
}

const required = (field: string, detail: string): Refusal => ({ field, text: `Required value: ${detail}` });
const invalid = (field: string, value: unknown, detail: string): Refusal => ({
  field,
  text: `Invalid value: ${printJson(value)}: ${detail}`,
});
const forbidden = (field: string, detail: string): Refusal => ({ field, text: `Forbidden: ${detail}` });

/** What the webhook says to a Certificate: cert-manager internal/apis/certmanager/validation/certificate.go. */
export function refuseCertificate(spec: CertificateSpec): readonly Refusal[] {
  return [
    ...(spec.secretName ? [] : [required('spec.secretName', 'must be specified')]),
    ...refuseIssuerRef(spec.issuerRef),
    ...refuseNames(spec),
    ...refuseKey(spec.privateKey),
    ...refuseDuration(spec),
    ...(spec.revisionHistoryLimit !== undefined && spec.revisionHistoryLimit < 1
      ? [invalid('spec.revisionHistoryLimit', spec.revisionHistoryLimit, 'must not be less than 1')]
      : []),
    ...refuseTemplate(spec),
  ];
}

function refuseIssuerRef(ref: IssuerRef | undefined): readonly Refusal[] {
  if (!ref?.name) return [required('spec.issuerRef.name', 'must be specified')];
  const isOwn = ref.group === undefined || ref.group === '' || ref.group === 'cert-manager.io';
  if (!isOwn || ref.kind === undefined || ['', 'Issuer', 'ClusterIssuer'].includes(ref.kind)) return [];
  return [invalid('spec.issuerRef.kind', ref.kind, 'must be one of Issuer or ClusterIssuer')];
}

function refuseNames(
  spec: CertificateSpec & { readonly literalSubject?: string; readonly otherNames?: readonly object[] },
) {
  const { commonName, dnsNames, emailAddresses, ipAddresses, uris, literalSubject, otherNames } = spec;
  const lists = [dnsNames, emailAddresses, ipAddresses, uris, otherNames];
  const refusals: Refusal[] = [];
  if (!commonName && !literalSubject?.includes('CN=') && lists.every((list) => !list?.length)) {
    const names =
      'commonName (from the commonName field or from a literalSubject), dnsNames, emailSANs, ipAddresses, otherNames, or uriSANs';
    refusals.push(invalid('spec', '', `at least one of ${names} must be set`));
  }
  if (commonName && Buffer.byteLength(commonName) > 64) {
    refusals.push({ field: 'spec.commonName', text: 'Too long: may not be more than 64 bytes' });
  }
  return refusals;
}

function refuseKey(key: PrivateKeySpec | undefined): readonly Refusal[] {
  const size = key?.size;
  if (!size) return [];
  const field = 'spec.privateKey.size';
  if (key.algorithm === 'ECDSA') {
    if ([256, 384, 521].includes(size)) return [];
    return [{ field, text: `Unsupported value: ${size}: supported values: "256", "384", "521"` }];
  }
  if (key.algorithm === 'Ed25519' || (size >= 2048 && size <= 8192)) return [];
  return [invalid(field, size, 'must be between 2048 and 8192 for rsa keyAlgorithm')];
}

const hour = 3600;

function refuseDuration(spec: CertificateSpec): readonly Refusal[] {
  const { duration, renewBefore, renewBeforePercentage } = spec;
  if (duration === undefined && renewBefore === undefined) return [];
  const refusals: Refusal[] = [];
  const seconds = durationOf(spec);
  const printed = printDuration(seconds);
  if (seconds < hour) {
    refusals.push(invalid('spec.duration', printed, 'certificate duration must be greater than 1h0m0s'));
  }
  const before = renewBefore === undefined ? undefined : parseDuration(renewBefore);
  if (before !== undefined && renewBeforePercentage !== undefined) {
    const text = 'renewBefore and renewBeforePercentage are mutually exclusive and cannot both be set';
    refusals.push(invalid('spec.renewBefore', printDuration(before), text));
  }
  if (before !== undefined && before < 300) {
    const text = 'certificate renewBefore must be greater than 5m0s';
    refusals.push(invalid('spec.renewBefore', printDuration(before), text));
  }
  if (before !== undefined && seconds <= before) {
    const text = `certificate duration ${printed} must be greater than renewBefore ${printDuration(before)}`;
    refusals.push(invalid('spec.renewBefore', printDuration(before), text));
  }
  return refusals;
}

function refuseTemplate({ secretTemplate }: CertificateSpec): readonly Refusal[] {
  return (['annotations', 'labels'] as const).flatMap((part) =>
    Object.keys(secretTemplate?.[part] ?? {})
      .filter((key) => key.startsWith('cert-manager.io/') && key !== 'cert-manager.io/allow-direct-injection')
      .map((key) => invalid(`spec.secretTemplate.${part}`, key, 'cert-manager.io/* annotations are not allowed')),
  );
}

/** What the webhook says to an Issuer or ClusterIssuer: cert-manager internal/apis/certmanager/validation/issuer.go. */
export function refuseIssuer(spec: Issuer['spec']): readonly Refusal[] {
  const types = (['acme', 'ca', 'selfSigned', 'vault', 'venafi'] as const).filter((type) => spec[type]);
  if (types.length === 0) return [required('spec', 'at least one issuer must be configured')];
  const extra = types.slice(1).map((type) => forbidden(`spec.${type}`, 'may not specify more than one issuer type'));
  if (spec.ca && !spec.ca.secretName) return [...extra, required('spec.ca.secretName', '')];
  return spec.acme ? [...refuseAcme(spec.acme), ...extra] : extra;
}

function refuseAcme(acme: NonNullable<Issuer['spec']['acme']>): readonly Refusal[] {
  const refusals: Refusal[] = [];
  if (!acme.privateKeySecretRef?.name) {
    refusals.push(required('spec.acme.privateKeySecretRef.name', 'private key secret name is a required field'));
  }
  if (!acme.server) refusals.push(required('spec.acme.server', 'acme server URL is a required field'));
  const solvers = acme.solvers ?? [];
  return [...refusals, ...solvers.flatMap((solver, index) => refuseSolver(solver, `spec.acme.solvers[${index}]`))];
}

function refuseSolver({ http01, dns01 }: Solver, field: string): readonly Refusal[] {
  if (!http01 && !dns01) return [required(field, 'no solver type configured')];
  const both =
    http01 && dns01 ? [forbidden(field, 'may not specify more than one solver type in a single solver')] : [];
  return [
    ...both,
    ...(http01 ? refuseHttp01(http01, `${field}.http01`) : []),
    ...(dns01 ? refuseDns01(dns01, `${field}.dns01`) : []),
  ];
}

function refuseHttp01(solver: Readonly<Record<string, unknown>>, field: string): readonly Refusal[] {
  const kinds = ['ingress', 'gatewayHTTPRoute'].filter((kind) => solver[kind]);
  if (kinds.length === 0) return [required(field, 'no HTTP01 solver type configured')];
  if (kinds.length > 1) return [forbidden(field, 'only 1 HTTP01 solver type may be configured')];
  const ingress = (solver.ingress ?? {}) as Readonly<Record<string, unknown>>;
  const set = ['class', 'ingressClassName', 'name'].filter((key) => ingress[key]);
  if (set.length < 2) return [];
  return [forbidden(`${field}.ingress`, "only one of 'ingressClassName', 'name' or 'class' should be specified")];
}

function refuseDns01(solver: Readonly<Record<string, unknown>>, field: string): readonly Refusal[] {
  const providers = Object.keys(solver).filter((key) => key !== 'cnameStrategy');
  if (providers.length === 0) return [required(field, 'no DNS01 provider configured')];
  if (providers.length > 1) return [forbidden(field, 'may not specify more than one provider type')];
  const cloudflare = solver.cloudflare as CloudflareSolver | undefined;
  return cloudflare ? refuseCloudflare(cloudflare, `${field}.cloudflare`) : [];
}

interface CloudflareSolver {
  readonly email?: string;
  readonly apiKeySecretRef?: SecretKeyRef;
  readonly apiTokenSecretRef?: SecretKeyRef;
}

function refuseCloudflare(solver: CloudflareSolver, field: string): readonly Refusal[] {
  const { apiKeySecretRef: key, apiTokenSecretRef: token, email } = solver;
  const refusals: Refusal[] = [];
  if (key && token) refusals.push(forbidden(field, 'apiKeySecretRef and apiTokenSecretRef cannot both be specified'));
  if (!key && !token) refusals.push(required(field, 'apiKeySecretRef or apiTokenSecretRef is required'));
  if (key && !email) refusals.push(required(`${field}.email`, ''));
  for (const [name, ref] of Object.entries({ apiKeySecretRef: key, apiTokenSecretRef: token })) {
    if (ref && !ref.name) refusals.push(required(`${field}.${name}.name`, 'secret name is required'));
    if (ref && !ref.key) refusals.push(required(`${field}.${name}.key`, 'secret key is required'));
  }
  return refusals;
}

/** Refusals as the webhook prints them: one bare, several in brackets. */
export function printRefusals(refusals: readonly Refusal[]): string {
  const texts = refusals.map(({ field, text }) => `${field}: ${text.replace(/: $/, '')}`);
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`;
}
