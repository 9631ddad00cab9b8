import { compileGoRegexp } from '../../core/go-regexp.ts';

/** Tells the paths that a pattern of a Git generator means: a star stays within one name, two go over folders (bmatcuk/doublestar, Go's path.Match). */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .replace(/[\\^$.+()[\]|]/g, '\\$&')
    .replace(/\{([^{}]*)\}/g, (_, choices: string) => `(${choices.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*+|\?/g, (star) => wildcards[star] ?? '[^/]*');
  const compiled = compileGoRegexp(`^${source}$`);
  return 'regexp' in compiled ? compiled.regexp.matches : () => false;
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(.*/)?', '**': '.*', '?': '[^/]' };
