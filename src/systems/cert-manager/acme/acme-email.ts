import { privateEnding } from './public-names.ts';

/** What Let's Encrypt has against an e-mail address, by its domain (boulder policy/pa.go forbiddenMailDomains, ValidEmail); undefined when nothing. */
export function acmeEmailProblem(email: string): string | undefined {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  if (['example.com', 'example.net', 'example.org'].includes(domain)) return `${domain} is kept for examples`;
  const ending = privateEnding(domain);
  if (ending) return `${domain} ends in .${ending}, which no public DNS has`;
  return domain.includes('.') ? undefined : `${domain} is no domain of the public DNS`;
}
