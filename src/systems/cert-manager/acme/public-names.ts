/** Names that exist in no public DNS: RFC 2606, RFC 6761, RFC 8375, ICANN resolution 2024.07.29.06. */
const privateEndings = [
  'local',
  'lan',
  'home',
  'internal',
  'localdomain',
  'corp',
  'private',
  'test',
  'example',
  'invalid',
  'localhost',
  'home.arpa',
];

/** The ending of a domain that no public DNS has; undefined when it may be public. */
export const privateEnding = (domain: string): string | undefined =>
  privateEndings.find((end) => domain === end || domain.endsWith(`.${end}`));
