import type { Json } from '../../../kube/object.ts';
import { printJson } from '../../../kube/wide-json.ts';

/** 32-bit FNV-1 of a text's UTF-8 bytes. */
function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = (Math.imul(hash, 0x01000193) ^ byte) >>> 0;
  return hash >>> 0;
}

/** `<prefix ≤ 52>-<hash of the spec>`: names of Orders and Challenges. cert-manager pkg/api/util/names.go ComputeName. */
export function computeName(prefix: string, spec: Json): string {
  const head = prefix.length >= 52 ? `${prefix.slice(0, 52)}` : prefix;
  return `${head}-${fnv32(printJson(spec) + (prefix.length >= 52 ? prefix : ''))}`;
}

/** `<certificate>-<revision>`: the CertificateRequest of one issuance. pkg/controller/certificates/requestmanager. */
export const requestName = (certificate: string, revision: number): string => {
  const name = `${certificate}-${revision}`;
  return name.length <= 253 ? name : `${certificate.slice(0, 242)}-${fnv32(name)}`;
};
