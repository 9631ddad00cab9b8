import { equalJson, isJsonObject, type JsonObject } from '../kube/json.ts';
import { type Json, printRef, type UnknownObject } from '../kube/object.ts';
import { sealedText } from '../kube/sealed.ts';
import type { ChartArchive } from './contract.ts';

/** Functions of templates that give something else each time (sprig crypto.go, date.go, strings.go). */
const unsteadyFunctions =
  /\b(rand(Alpha|AlphaNum|Ascii|Numeric|Bytes|Int)|gen(PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|shuffle|htpasswd|bcrypt|encryptAES)\b/;

/** Whether any template of a chart may give something else each time. */
export const isUnsteady = ({ files }: ChartArchive): boolean =>
  [...files].some(
    ([path, content]) =>
      /(^|\/)templates\//.test(path) && unsteadyFunctions.test(Buffer.from(content).toString('utf8')),
  );

/** Objects of which the fields that differ between two renderings are not known. */
export interface SteadyObjects {
  readonly objects: readonly UnknownObject[];
  /** `Kind/namespace/name: path` of those fields. */
  readonly unsteady: readonly string[];
}

/**
 * The objects of a rendering with a text that stands for "not known" in the place of every text that a second rendering has otherwise.
 * Anything else that differs is left out.
 */
export function withoutUnsteady(first: readonly UnknownObject[], second: readonly UnknownObject[]): SteadyObjects {
  const others = new Map(second.map((object) => [printRef(object), object]));
  const unsteady: string[] = [];
  const objects = first.flatMap((object) => {
    const other = others.get(printRef(object));
    // An object whose very name differs is not there to be relied on.
    if (!other) {
      unsteady.push(`${object.kind}: metadata.name`);
      return [];
    }
    const note = (path: string) => void unsteady.push(`${printRef(object)}: ${path}`);
    const base64 = object.kind === 'Secret' ? 'data.' : undefined;
    return [compare(object as JsonObject, other as JsonObject, { note, base64 }, '') as unknown];
  }) as readonly UnknownObject[];
  return { objects, unsteady };
}

interface Comparing {
  readonly note: (path: string) => void;
  /** Path below which texts are base64. */
  readonly base64: string | undefined;
}

function compare(a: Json, b: Json | undefined, how: Comparing, path: string): Json | undefined {
  if (equalJson(a, b)) return a;
  if (isJsonObject(a) && isJsonObject(b)) {
    const fields = Object.entries(a).map(
      ([key, value]) => [key, compare(value, b[key], how, path === '' ? key : `${path}.${key}`)] as const,
    );
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Json;
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    return a.flatMap((item: Json, i) => compare(item, b[i] as Json, how, `${path}[${i}]`) ?? []);
  how.note(path);
  if (typeof a !== 'string') return undefined;
  const text = sealedText(path);
  return how.base64 !== undefined && path.startsWith(how.base64) ? Buffer.from(text).toString('base64') : text;
}
