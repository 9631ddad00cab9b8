/** A string of code, and the line it begins on. */
export interface Literal {
  readonly text: string;
  readonly line: number;
}

// Comments first: what they quote is no code. A regular expression is told from a division by what stands before it.
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|(?<=[=(,:!&|?[{;]\s*|return\s+)\/(?![/*])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;

/** The strings of a TypeScript file. Of a template the parts between its values, each for itself. */
export function literalsOf(source: string): Literal[] {
  return [...source.matchAll(token)].flatMap(({ 0: found, index }) => {
    const line = source.slice(0, index).split('\n').length;
    if (found.startsWith("'") || found.startsWith('"')) return [{ text: found.slice(1, -1), line }];
    if (found.startsWith('`')) return partsOf(found.slice(1, -1)).map((text) => ({ text, line }));
    return [];
  });
}

/** The texts of a template, and the strings in its values. */
function partsOf(template: string): string[] {
  const inner = [...template.matchAll(/\$\{((?:[^{}]|\{[^{}]*\})*)\}/g)].flatMap(([, code = '']) =>
    literalsOf(code).map(({ text }) => text),
  );
  return [...template.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/), ...inner];
}
