import { isIP } from 'node:net';
import { parseDuration } from '../../../kube/duration.ts';
import type { CertificateSpec } from '../objects.ts';
import type { IssuerRef, KeyUsage, PrivateKeySpec } from '../running-parts.ts';

/** Annotations of an Ingress. */
export type Annotations = Readonly<Record<string, string>>;

/** The names of the annotations the shim reads: cert-manager pkg/apis/certmanager/v1/types.go. */
export const annotationOf = (name: string): string => `cert-manager.io/${name}`;

/** Whether an Ingress asks for certificates: sync.go hasShimAnnotation, without a default issuer. */
export const hasShimAnnotation = (annotations: Annotations): boolean =>
  annotationOf('issuer') in annotations || annotationOf('cluster-issuer') in annotations;

/** The issuer an Ingress asks for, or why that cannot be told: sync.go issuerForIngressLike. */
export function issuerOfIngress(annotations: Annotations): IssuerRef | { readonly fault: string } {
  const of = (name: string): string | undefined => annotations[annotationOf(name)];
  const [own, cluster, kind, group] = [of('issuer'), of('cluster-issuer'), of('issuer-kind'), of('issuer-group')];
  const both = (one: string, other: string) =>
    `both ${JSON.stringify(annotationOf(one))} and ${JSON.stringify(annotationOf(other))} may not be set`;
  const name = cluster ?? own ?? '';
  const faults = [
    name === '' ? 'failed to determine issuer name to be used for ingress resource' : '',
    own !== undefined && cluster !== undefined ? both('issuer', 'cluster-issuer') : '',
    cluster !== undefined && group !== undefined ? both('cluster-issuer', 'issuer-group') : '',
    cluster !== undefined && kind !== undefined ? both('cluster-issuer', 'issuer-kind') : '',
  ].filter((fault) => fault !== '');
  if (faults.length > 0) return { fault: faults.join(', ') };
  return {
    name,
    kind: kind ?? (cluster === undefined ? 'Issuer' : 'ClusterIssuer'),
    group: group ?? 'cert-manager.io',
  };
}

const hour = 3600;

/** What annotations set in a Certificate, or the first one that upstream cannot take: helper.go translateAnnotations. */
export function translateAnnotations(
  annotations: Annotations,
  spec: CertificateSpec,
): CertificateSpec | { readonly fault: string } {
  const fault = annotationFault(annotations);
  if (fault) return { fault: `invalid ingress annotation ${JSON.stringify(annotationOf(fault.name))}: ${fault.text}` };
  const of = (name: string): string | undefined => annotations[annotationOf(name)] || undefined;
  const list = (name: string) => of(name)?.split(',');
  const trimmed = (name: string) => list(name)?.map((each) => each.trim());
  const key: PrivateKeySpec = defined({
    algorithm: of('private-key-algorithm') as PrivateKeySpec['algorithm'],
    encoding: of('private-key-encoding') as PrivateKeySpec['encoding'],
    rotationPolicy: of('private-key-rotation-policy') as PrivateKeySpec['rotationPolicy'],
    size: numberOf(of('private-key-size')),
  });
  return defined({
    ...spec,
    dnsNames: [...(spec.dnsNames ?? []), ...(list('alt-names') ?? [])],
    ...listed('ipAddresses', [...(spec.ipAddresses ?? []), ...(trimmed('ip-sans') ?? [])]),
    commonName: of('common-name'),
    duration: of('duration'),
    renewBefore: of('renew-before'),
    renewBeforePercentage: numberOf(of('renew-before-percentage')),
    revisionHistoryLimit: numberOf(of('revision-history-limit')),
    usages: (trimmed('usages') as readonly KeyUsage[] | undefined) ?? spec.usages,
    uris: trimmed('uri-sans'),
    emailAddresses: trimmed('email-sans'),
    privateKey: Object.keys(key).length > 0 ? key : undefined,
  });
}

const listed = (name: 'ipAddresses', items: readonly string[]) => (items.length > 0 ? { [name]: items } : {});

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

interface Fault {
  /** Without `cert-manager.io/`. */
  readonly name: string;
  readonly text: string;
}

/** In upstream's order. */
function annotationFault(annotations: Annotations): Fault | undefined {
  const of = (name: string): string | undefined => annotations[annotationOf(name)];
  const commonName = of('common-name');
  if (commonName !== undefined && Buffer.byteLength(commonName) > 64) {
    return { name: 'common-name', text: 'common name may not be more than 64 bytes' };
  }
  const strange = of('ip-sans')
    ?.split(',')
    .map((each) => each.trim())
    .find((each) => isIP(each) === 0);
  if (of('ip-sans') && strange !== undefined) {
    return { name: 'ip-sans', text: `${JSON.stringify(strange)} is not a valid IP address` };
  }
  return (
    durationFault('duration', of('duration'), hour, 'duration must be greater than or equal to 1h0m0s') ??
    durationFault('renew-before', of('renew-before'), 300, 'renewBefore must be greater than or equal to 5m0s') ??
    integerFault('renew-before-percentage', of('renew-before-percentage')) ??
    limitFault(of('revision-history-limit')) ??
    keyFault(of)
  );
}

function durationFault(name: string, text: string | undefined, least: number, tooShort: string): Fault | undefined {
  if (text === undefined) return undefined;
  const seconds = parseDuration(text);
  if (seconds === undefined) return { name, text: `time: invalid duration ${JSON.stringify(text)}` };
  return seconds < least ? { name, text: tooShort } : undefined;
}

function integerFault(name: string, text: string | undefined): Fault | undefined {
  if (text === undefined || /^[-+]?[0-9]+$/.test(text)) return undefined;
  return { name, text: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` };
}

function limitFault(text: string | undefined): Fault | undefined {
  const name = 'revision-history-limit';
  const fault = integerFault(name, text);
  if (fault || text === undefined || Number(text) >= 1) return fault;
  return { name, text: `revision history limit must be a positive number ${JSON.stringify(text)}` };
}

function keyFault(of: (name: string) => string | undefined): Fault | undefined {
  const [algorithm, encoding, size, policy] = ['algorithm', 'encoding', 'size', 'rotation-policy'].map((part) =>
    of(`private-key-${part}`),
  );
  const fault = (part: string, text: string): Fault => ({ name: `private-key-${part}`, text });
  if (algorithm !== undefined && !['RSA', 'ECDSA', 'Ed25519'].includes(algorithm)) {
    return fault('algorithm', `invalid private key algorithm ${JSON.stringify(algorithm)}`);
  }
  if (encoding !== undefined && !['PKCS1', 'PKCS8'].includes(encoding)) {
    return fault('encoding', `invalid private key encoding ${JSON.stringify(encoding)}`);
  }
  if (size !== undefined) {
    if (!/^[-+]?[0-9]+$/.test(size)) {
      return fault('size', `strconv.Atoi: parsing ${JSON.stringify(size)}: invalid syntax`);
    }
    const text = `invalid private key size for ${algorithm ?? 'RSA'} algorithm ${JSON.stringify(size)}`;
    if (!isKeySize(algorithm ?? 'RSA', Number(size))) return fault('size', text);
  }
  if (policy !== undefined && !['Never', 'Always'].includes(policy)) {
    return fault('rotation-policy', `invalid private key rotation policy ${JSON.stringify(policy)}`);
  }
  return undefined;
}

const isKeySize = (algorithm: string, size: number): boolean =>
  algorithm === 'RSA' ? size >= 2048 && size <= 8192 : algorithm !== 'ECDSA' || [256, 384, 521].includes(size);

/** The object without fields that are undefined. */
const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
