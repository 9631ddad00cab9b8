import { compareText } from '../core/finding.ts';
import type { SelectorFault } from './selector.ts';

/** One part of a field selector: a field and the value it must have, or must not have. */
export interface FieldRequirement {
  /** e.g. `metadata.name`. */
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/** A selector of objects by fields: all requirements must hold. */
export interface FieldSelector {
  readonly requirements: readonly FieldRequirement[];
  /** Matches by a reader of fields; a field the object lacks reads as ''. */
  readonly matches: (read: (field: string) => string) => boolean;
}

/** Reads `metadata.name=x,status.phase!=Running`; errors as apimachinery pkg/fields/selector.go words them. */
export function parseFieldSelector(text: string): FieldSelector | SelectorFault {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text).sort(compareText)) {
    const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
    if (!match) return { error: `invalid selector: '${text}'; can't understand '${term}'` };
    const value = unescapeValue(match[3]!);
    if (typeof value !== 'string') return value;
    requirements.push({ field: match[1]!, equal: match[2] !== '!=', value });
  }
  const matches: FieldSelector['matches'] = (read) =>
    requirements.every(({ field, value, equal }) => (read(field) === value) === equal);
  return { requirements, matches };
}

const splitTerms = (text: string): string[] => text.match(/(?:\\[\s\S]|[^,\\]|\\$)+/g) ?? [];

function unescapeValue(text: string): string | SelectorFault {
  let value = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === ',' || char === '=') {
      return { error: `invalid field selector: unescaped character in value: ${char.charCodeAt(0)}` };
    }
    if (char !== '\\') {
      value += char;
      continue;
    }
    i += 1;
    const next = text[i] ?? '';
    if (next === '' || !'\\,='.includes(next))
      return { error: `invalid field selector: invalid escape sequence: \\${next}` };
    value += next;
  }
  return value;
}
