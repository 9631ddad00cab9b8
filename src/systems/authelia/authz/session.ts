import type { Visitor } from '../../../cluster/network.ts';
import type { CookieDomain } from '../config/configuration.ts';

const mark = 'gatehouse.';

/** The cookie of a visitor's session. A played session says itself whose it is: upstream's is a number that its store knows. */
export const sessionCookie = ({ name }: Pick<CookieDomain, 'name'>, visitor: Visitor): string =>
  `${name}=${mark}${Buffer.from(JSON.stringify(visitor)).toString('base64url')}`;

/** Whose session the cookies of a request are; undefined for somebody who has not signed in. */
export function visitorOf({ name }: Pick<CookieDomain, 'name'>, cookies = ''): Visitor | undefined {
  const own = cookies.split(';').map((each) => each.trim());
  const found = own.find((each) => each.startsWith(`${name}=${mark}`));
  return found === undefined ? undefined : readVisitor(found.slice(name.length + 1 + mark.length));
}

function readVisitor(text: string): Visitor | undefined {
  try {
    const told: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return isVisitor(told) ? told : undefined;
  } catch {
    return undefined;
  }
}

const isVisitor = (told: unknown): told is Visitor =>
  typeof told === 'object' &&
  told !== null &&
  'user' in told &&
  typeof told.user === 'string' &&
  'groups' in told &&
  Array.isArray(told.groups) &&
  'factors' in told &&
  (told.factors === 1 || told.factors === 2);
