import { matchesGoRegexp } from '../core/go-regexp.ts';
import { SopsError } from './sops-error.ts';

/** Which values of a file are encrypted: at most one of these; none stands for the suffix `_unencrypted`. */
export interface Selection {
  readonly unencrypted_suffix?: string;
  readonly encrypted_suffix?: string;
  readonly unencrypted_regex?: string;
  readonly encrypted_regex?: string;
}

/** Names of the ways to choose. */
export const selectionNames = [
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
] as const;

/** What SOPS takes where nothing is chosen (sops/cmd/sops/main.go). */
export const defaultSelection: Selection = { unencrypted_suffix: '_unencrypted' };

/** Whether what stands at a path of keys is encrypted: any key of it decides (sops/sops.go shouldBeEncrypted). */
export function selects(selection: Selection, path: readonly string[]): boolean {
  const { unencrypted_suffix, encrypted_suffix, unencrypted_regex, encrypted_regex } = selection;
  if (encrypted_suffix) return path.some((key) => key.endsWith(encrypted_suffix));
  if (encrypted_regex) return path.some((key) => matches(encrypted_regex, key));
  if (unencrypted_regex) return !path.some((key) => matches(unencrypted_regex, key));
  return !(unencrypted_suffix && path.some((key) => key.endsWith(unencrypted_suffix)));
}

function matches(pattern: string, key: string): boolean {
  const matched = matchesGoRegexp(pattern, key);
  if (matched === undefined) throw new SopsError(`${pattern} is no regular expression of Go`);
  return matched;
}
