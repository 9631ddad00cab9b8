/** What stands for a value that is not told. */
export const untold = '<not in the snapshot>';

/** The same in a Secret, in the form of what only a key decrypts: whoever reads it knows that it is not known. */
export const untoldSecret = 'ENC[SNAPSHOT,data:not in the snapshot]';

const words = 'passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential';

/** Variables whose values are taken for secret, by their names. */
const secretVariable = new RegExp(`${words}|_auth$|^auth$|[_-]key$`, 'i');

/** Names of what only refers to a secret, or is none though it is called a key. */
export const referring =
  /(ref|name|namespace|path|file|type|class|selector|mount|volume|url|issuer|template|algorithm|expiration|ttl|seconds|id|enabled|provider|source|store|server|public_?-?key)s?$/i;

/** Whether the value of a variable, a parameter or an annotation is taken for secret, by its name. */
export const isSecretVariable = (name: string): boolean => secretVariable.test(name) && !referring.test(name);

/** Whether a value is nothing that people call things: long, of letters and digits, without a break. */
export const looksMadeUp = (value: string): boolean =>
  value.length >= 16 &&
  /^[\w+/=.~$!@#%^&*-]+$/.test(value) &&
  /\d/.test(value) &&
  /[a-z]/i.test(value) &&
  !/^[a-z][a-z-]*[a-z](-[\da-z]{1,10})?$/.test(value);

const loginInUrl = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]+):[^\s/@]+@/gi;
const flag =
  /(--?[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api-?key)(?![\w-]*(?:file|name|path|ref|ttl|url))[\w.-]*=)\S+/gi;
const keyBlock = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g;

/** Tokens that are known by how they begin, and hashes of passwords. */
const known = new RegExp(
  [
    'gh[pousr]_\\w{20,}|github_pat_\\w{20,}|glpat-[\\w-]{20,}|xox[abeprs]-[\\w-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}',
    'eyJ[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]*|AGE-SECRET-KEY-1[0-9A-Z]{20,}|hvs\\.[\\w-]{20,}|K10[0-9a-f]{64}::\\S+',
    '\\$(?:2[aby]|apr1|argon2id?|[156])\\$[^\\s"\',:]+',
  ].join('|'),
  'g',
);
const bearer = /\b(Bearer|Basic)(\s+)[\w+/=.~-]{8,}/g;

/** A line of a file of settings, in YAML, JSON, INI or a shell: its name, what divides, and its value. */
const setting = new RegExp(
  `(^|[\\n,{;])([ \\t]*(?:export[ \\t]+)?["']?)([\\w.-]*(?:${words})[\\w.-]*|[A-Z][A-Z0-9_]*_KEY)(["']?[ \\t]*[:=][ \\t]*)("[^"\\n]*"|'[^'\\n]*'|[^\\s"',{[|>&*$%#][^\\n,}]*)`,
  'gi',
);
const noSecret = /^(true|false|null|yes|no|~|\d{1,3}[smhd]?)$/i;

function hideSetting(whole: string, ...found: readonly string[]): string {
  const [before = '', indent = '', name = '', divider = '', value = ''] = found;
  const quote = /^["']/.exec(value)?.[0] ?? '';
  const bare = quote === '' ? value.trimEnd() : value.slice(1, -1);
  if (bare === '' || noSecret.test(bare) || !isSecretVariable(name) || bare.startsWith('{{')) return whole;
  return `${before}${indent}${name}${divider}${quote}${untold}${quote}`;
}

const worthLooking = /passw|passphrase|secret|token|key|credential/i;

/** Passwords in addresses, in flags of commands and in files of settings, tokens that are known by their form, and private keys. */
export function hideInText(text: string): string {
  if (text.length < 6) return text;
  const hidden = text
    .replace(loginInUrl, `$1:${untold}@`)
    .replace(flag, `$1${untold}`)
    .replace(keyBlock, untold)
    .replace(known, untold)
    .replace(bearer, `$1$2${untold}`);
  return worthLooking.test(hidden) && /[\n{]/.test(hidden) ? hidden.replace(setting, hideSetting) : hidden;
}
