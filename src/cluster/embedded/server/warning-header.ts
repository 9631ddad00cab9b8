/** Letters of all warnings of an answer, beyond which each of them is cut: apiserver pkg/endpoints/filters/warning.go */
const mostLetters = 4 * 1024;
const mostLettersOfOne = 256;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a header may not hold.
const control = /[\u0000-\u001f\u007f]/;

/** A header holds bytes: each stands as the letter of its number. */
const asHeader = (text: string): string =>
  Buffer.from(`299 - "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).toString('latin1');

/**
 * The Warning headers for texts: each once, none that a header cannot hold, and not more of them than clients take.
 * apimachinery pkg/util/net/http.go NewWarningHeader
 */
export function warningHeaders(warnings: readonly string[]): readonly string[] {
  const texts = [...new Set(warnings)].filter((text) => text !== '' && !control.test(text)).map((text) => [...text]);
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  if (letters <= mostLetters) return texts.map((text) => asHeader(text.join('')));
  const headers: string[] = [];
  let written = 0;
  for (const text of texts) {
    if (written >= mostLetters) break;
    const cut = text.slice(0, mostLettersOfOne);
    written += cut.length;
    headers.push(asHeader(cut.join('')));
  }
  return headers;
}
