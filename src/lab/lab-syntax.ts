import type { Alias, Document, YAMLError } from 'yaml';
import type { Finding } from '../core/finding.ts';

/** What keeps a text from being a lab file, and the offset in the text where it shows. */
export type SyntaxProblem = Pick<Finding, 'code' | 'message' | 'hint'> & { readonly offset: number };

const tooDeep: SyntaxProblem = {
  offset: 0,
  code: 'lab-syntax',
  message: 'not valid YAML: it is nested too deeply',
  hint: 'a lab file is at most a few levels deep',
};

/** What the parser has against the text: every duplicate key, but of other errors only the first, since what follows it is guesswork. */
export function syntaxProblems(errors: readonly YAMLError[]): readonly SyntaxProblem[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const first = sorted.find((error) => error.code !== 'DUPLICATE_KEY');
  return (first ? [first] : sorted).map(describeSyntax);
}

function describeSyntax(error: YAMLError): SyntaxProblem {
  const offset = error.pos[0];
  if (error.message.startsWith('Maximum call stack')) return tooDeep;
  if (error.code === 'DUPLICATE_KEY') {
    const message = 'this key stands twice in the same mapping';
    return {
      offset,
      code: 'lab-duplicate-key',
      message,
      hint: 'keep one of them: which one counts differs from reader to reader',
    };
  }
  if (error.code === 'TAB_AS_INDENT' || /\btabs?\b/i.test(error.message)) {
    return {
      offset,
      code: 'lab-tab',
      message: 'a tab is used for indentation',
      hint: 'indent with spaces: YAML allows no tabs here',
    };
  }
  return {
    offset,
    code: 'lab-syntax',
    message: `not valid YAML: ${unclosed(error.message) ?? error.message.split('\n')[0]}`,
    hint: bracketHint(error.message) ?? syntaxHint(error.code),
  };
}

/** The library names the quote as if it were a word. */
function unclosed(message: string): string | undefined {
  const quote = /^Missing closing (['"])quote/.exec(message)?.[1];
  return quote && `a ${quote} is opened and not closed before this place`;
}

/** The library calls a bracket that stays open a matter of indentation. */
function bracketHint(message: string): string | undefined {
  const [, end] = /^Flow (?:sequence|map) in block collection .*end with a ([\]}])/.exec(message) ?? [];
  return end && `close it with ${end}, indented deeper than the key that it belongs to`;
}

function syntaxHint(code: string): string {
  if (code === 'BAD_INDENT') return 'line it up with its neighbours';
  if (code === 'BAD_SCALAR_START') return 'put the text in quotes: YAML keeps this sign for itself';
  if (code === 'MISSING_CHAR') return 'close the quote or the bracket that is still open';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'put the text in quotes, or check the indentation';
  return 'check indentation, colons and quotes here and on the line above';
}

/** Why a document that parsed does not become data: the library throws for aliases that lead nowhere or expand without end. */
export function aliasProblem(thrown: unknown, document: Document, yaml: typeof import('yaml')): SyntaxProblem {
  if (thrown instanceof RangeError) return tooDeep;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const aliases: Alias[] = [];
  yaml.visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  if (message.startsWith('Excessive alias count')) {
    const hint = 'write the values out: a lab file needs no aliases of aliases';
    return { offset: offsetOf(aliases.at(-1)), code: 'lab-alias-bomb', message: 'aliases expand to too much', hint };
  }
  const name = message.slice(message.lastIndexOf(':') + 1).trim();
  const alias = aliases.find((candidate) => candidate.source === name);
  if (!alias) return { offset: 0, code: 'lab-syntax', message: `not valid YAML: ${message}`, hint: syntaxHint('') };
  return {
    offset: offsetOf(alias),
    code: 'lab-syntax',
    message: `*${name} is an alias in YAML, and nothing before it is named so: a text that begins with "*" must be quoted`,
    hint: `put it in quotes: "*${name}"`,
  };
}

const offsetOf = (alias: Alias | undefined): number => alias?.range?.[0] ?? 0;
