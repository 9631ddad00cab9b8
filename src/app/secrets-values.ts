import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { NeededSecret } from '../compose/composed-object.ts';
import { GatehouseError } from '../core/errors.ts';
import { readText } from './secrets-files.ts';
import type { Environment } from './secrets-keys.ts';

/** A value that is wanted: its key, what it is for, and the name of the file that will hold it. */
export type WantedValue = Pick<NeededSecret, 'key' | 'purpose' | 'from'> & { readonly name: string };

/** Where values come from, in this order: files, the environment, what may be any and is made, a person. */
export interface ValueSources {
  readonly env: Environment;
  /** Files by `NAME/KEY`, or by `KEY` alone. */
  readonly files: ReadonlyMap<string, string>;
  /** Asks a person, who sees what the value is for and not what is typed; undefined when nobody answers. */
  readonly ask?: (wanted: WantedValue) => Promise<string | undefined>;
}

/** A value, or undefined where nobody gave one, and the variable that would. Never to be shown. */
export interface FoundValue {
  readonly value: string | undefined;
  readonly variable: string;
}

/** The variable of the environment for a key of a file: `GATEHOUSE_SECRET_` and both in capitals. */
export const variableOf = (name: string, key: string): string =>
  `GATEHOUSE_SECRET_${`${name}_${key}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;

/** The value of a key. Throws when a file that is named cannot be read. */
export async function findValue(wanted: WantedValue, { env, files, ask }: ValueSources): Promise<FoundValue> {
  const { name, key, from } = wanted;
  const variable = variableOf(name, key);
  const file = files.get(`${name}/${key}`) ?? files.get(key);
  const value =
    (file === undefined ? undefined : await valueIn(file)) ||
    env[variable] ||
    madeValue(from.make) ||
    (await ask?.(wanted));
  return { value: value === '' ? undefined : value, variable };
}

/** What a file holds; of a single line the line, without its end. */
async function valueIn(file: string): Promise<string> {
  const text = await readText(file);
  if (text.includes('\ufffd'))
    throw new GatehouseError(`${file} is no text`, { hint: 'a Secret of texts is made here' });
  return /^[^\n]*\n$/.test(text) ? text.slice(0, -1) : text;
}

/** A new value, by the command that would make it. */
function madeValue(command: string | undefined): string | undefined {
  const [, bytes] = /^openssl rand -hex (\d+)$/.exec(command ?? '') ?? [];
  if (bytes !== undefined) return randomBytes(Number(bytes)).toString('hex');
  const [, bits] = /^openssl genrsa (\d+)$/.exec(command ?? '') ?? [];
  if (bits === undefined) return undefined;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: Number(bits) });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
