import { hideValue } from '../kube/yaml-excerpt.ts';

const secretKey =
  /^(\s*(?:- )?["']?[\w-]*(?:token|password|passwd|secret|credential|private)[\w-]*["']?\s*:\s*)(\S.*)$/i;
const reference = /^\{\s*(?:file|env|sops|key)\s*:/;
const longest = 160;

/** A source line fit to be shown: no line ending, cut when long, and without what looks like a secret. `secret` hides the value whatever its key. */
export function printExcerpt(line: string, secret = false): string {
  const text = line
    .replace(/\r$/, '')
    .trimEnd()
    .replaceAll(/(\bhttps?:\/\/)[^\s/@]+@/gi, '$1***@');
  const found = secretKey.exec(text);
  const hidden = found && (secret || !reference.test(found[2]!)) ? `${found[1]}***` : secret ? hideValue(text) : text;
  return hidden.length > longest ? `${hidden.slice(0, longest - 1)}…` : hidden;
}
