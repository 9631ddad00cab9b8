/** How much of a log is quoted. */
const mostLines = 3;
const mostChars = 240;

/** Lines of a log without what stands after the name of a password, a token or a key, and inside addresses. */
export const withoutSecrets = (line: string): string =>
  line
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+@/gi, '$1…@')
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 …')
    .replace(
      /((?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
      '$1…',
    );

/** The last lines of a log that say something, shortened, as evidence of what `who` said. */
export const quoteLog = (who: string, lines: readonly string[]): readonly string[] =>
  lines
    .filter((line) => line.trim() !== '')
    .slice(-mostLines)
    .map((line) => `log of ${who}: ${withoutSecrets(line.trim()).slice(0, mostChars)}`);
