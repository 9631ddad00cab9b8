const longest = 200;

/** A line `kind: Secret`, or a document on one line that says so. */
const secretKind =
  /^[ \t]*["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?,?[ \t\r]*$|^[ \t]*\{.*\bkind["']?[ \t]*:[ \t]*["']?Secret\b/m;

/** A line of a YAML document fit to be shown: no white space at its end, cut when long, and without its value in a Secret. */
export function printYamlExcerpt(line: string, document: string): string {
  const text = line.trimEnd();
  return (secretKind.test(document) ? hideValue(text) : text).slice(0, longest);
}

/** A line without what may be a secret: what stands after its colon, or all of it. */
export function hideValue(line: string): string {
  const colon = line.indexOf(':');
  if (colon >= 0) return line.slice(colon + 1).trim() === '' ? line : `${line.slice(0, colon + 1)} ***`;
  return line.replace(/\S.*$/, '***');
}
