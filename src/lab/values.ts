import { type Address, parseAddress, parseCidr, parseRange, printAddress, printRange } from '../core/address.ts';

/** What is wrong with a value, and what to write instead. */
export interface ValueProblem {
  readonly message: string;
  readonly hint: string;
}

/** A value as messages show it. */
export const quoteText = (text: string): string => JSON.stringify(text);
const leadingZero = /(^|\.)0\d/;
const dashes = /[\u2010-\u2015\u2212]/;

/** Why the text is no IP address; undefined when it is one. */
export function addressProblem(text: string): ValueProblem | undefined {
  if (parseAddress(text)) return undefined;
  const message = `${quoteText(text)} is not an IP address`;
  const trimmed = text.trim();
  if (trimmed !== text && parseAddress(trimmed)) return { message, hint: `remove the spaces: ${trimmed}` };
  const slash = text.indexOf('/');
  if (slash > 0 && parseAddress(text.slice(0, slash))) {
    return { message, hint: `write the address without the prefix length: ${text.slice(0, slash)}` };
  }
  if (text.includes('-') && parseRange(text)) return { message, hint: 'one address is expected here, not a range' };
  return { message, hint: addressHint(text) };
}

function addressHint(text: string): string {
  const octets = text.split('.');
  if (octets.every((octet) => /^\d+$/.test(octet))) {
    if (octets.length !== 4) return `an IPv4 address has four numbers, this has ${octets.length}`;
    if (leadingZero.test(text)) return `numbers must not start with 0: ${octets.map(Number).join('.')}`;
    const large = octets.find((octet) => Number(octet) > 255);
    if (large) return `each number must be at most 255, ${large} is more`;
  }
  if (text.includes('%')) return `write it without the zone: ${text.slice(0, text.indexOf('%'))}`;
  return 'write it like 192.168.88.60 or fd00:88::60';
}

/** Why the text is no network in CIDR form; undefined when it is one. */
export function cidrProblem(text: string): ValueProblem | undefined {
  if (parseCidr(text)) return undefined;
  const message = `${quoteText(text)} is not a network in CIDR form`;
  const address = parseAddress(text);
  if (address) return { message, hint: prefixHint(text, address) };
  const slash = text.indexOf('/');
  if (slash < 0) return { message, hint: 'write it like 192.168.88.0/24 or fd00:88::/64' };
  const inner = addressProblem(text.slice(0, slash));
  if (inner) return { message, hint: inner.hint };
  const width = text.includes(':') ? 128 : 32;
  if (parseAddress(text.slice(slash + 1))) {
    return { message, hint: maskHint(text.slice(0, slash), text.slice(slash + 1)) };
  }
  return { message, hint: `the prefix length must be a number from 0 to ${width}` };
}

/** The prefix length that a mask stands for. */
function maskHint(address: string, mask: string): string {
  const bits =
    parseAddress(mask)
      ?.value.toString(2)
      .padStart(mask.includes(':') ? 128 : 32, '0') ?? '';
  return /^1*0*$/.test(bits)
    ? `write the prefix length instead of the mask: ${address}/${bits.replace(/0*$/, '').length}`
    : 'write the prefix length instead of the mask: 255.255.255.0 is /24';
}

/** The network that is most likely meant by an address without prefix length, and the address alone. */
function prefixHint(text: string, { family, value }: Address): string {
  const [usual, whole] = family === 4 ? [24, 32] : [64, 128];
  const first = (value >> BigInt(whole - usual)) << BigInt(whole - usual);
  const network = `${printAddress({ family, value: first })}/${usual}`;
  return first === value
    ? `add the prefix length, usually /${usual}: ${network}`
    : `add the prefix length: ${network} is its network as usual, ${text}/${whole} the one address`;
}

/** Why the text is no run of addresses; undefined when it is one. A CIDR must be written from its first address, so that none is meant that is not said. */
export function rangeProblem(text: string): ValueProblem | undefined {
  const cidr = parseCidr(text.trim());
  if (cidr) return cidr.host === cidr.first ? undefined : hostBitsProblem(text.trim(), cidr);
  if (parseRange(text)) return undefined;
  const message = `${quoteText(text)} is not a range of addresses`;
  if (dashes.test(text)) return { message, hint: `use a plain hyphen: ${text.replace(dashes, '-')}` };
  const dash = text.indexOf('-');
  if (dash > 0) return { message, hint: spanHint(text.slice(0, dash).trim(), text.slice(dash + 1).trim()) };
  if (text.includes('/')) return { message, hint: cidrProblem(text.trim())?.hint ?? '' };
  return { message, hint: addressProblem(text)?.hint ?? '' };
}

function hostBitsProblem(text: string, cidr: NonNullable<ReturnType<typeof parseCidr>>): ValueProblem {
  const host = printAddress({ family: cidr.family, value: cidr.host });
  return {
    message: `${quoteText(text)} stands for the whole network ${printRange(cidr)}, not for ${host}`,
    hint: `write ${host} for the one address, or ${printAddress({ family: cidr.family, value: cidr.first })}/${cidr.prefix} for the network`,
  };
}

function spanHint(first: string, last: string): string {
  const from = parseAddress(first);
  const to = parseAddress(last);
  if (!from) return `the start: ${addressProblem(first)?.hint ?? ''}`;
  if (!to && from.family === 4 && /^\d{1,3}$/.test(last)) {
    return `write the end in full: ${first}-${first.slice(0, first.lastIndexOf('.') + 1)}${last}`;
  }
  if (!to) return `the end: ${addressProblem(last)?.hint ?? ''}`;
  if (from.family !== to.family) return 'both ends must be IPv4, or both IPv6';
  return `the start is after the end: ${last}-${first}`;
}

const label = /^[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?$/;

/** Why the text is no DNS name (with `wildcard`, a leading `*.` is allowed); undefined when it is one. */
export function dnsNameProblem(text: string, options: { wildcard: boolean }): ValueProblem | undefined {
  const message = `${quoteText(text)} is not a ${options.wildcard ? 'domain' : 'host name'}`;
  const url = /^[a-z]+:\/\/([^/:]+)/i.exec(text);
  if (url) return { message, hint: `write the name alone: ${url[1]}` };
  if (parseAddress(text)) return { message, hint: 'a name is needed: clients ask for hosts by name' };
  if (text.includes('/'))
    return { message, hint: `write the name without the path: ${text.slice(0, text.indexOf('/'))}` };
  if (text.includes(':'))
    return { message, hint: `write the name without the port: ${text.slice(0, text.indexOf(':'))}` };
  if (text.endsWith('.')) return { message, hint: `write it without the dot at the end: ${text.slice(0, -1)}` };
  if (/[A-Z]/.test(text)) return { message, hint: `write it in lower case: ${text.toLowerCase()}` };
  const name = options.wildcard && text.startsWith('*.') ? text.slice(2) : text;
  if (name.includes('*')) return { message, hint: wildcardHint(options.wildcard) };
  const bad = name.split('.').find((part) => !label.test(part) || part.length > 63);
  if (bad === undefined && name.length <= 253) return undefined;
  if (bad === '' || bad === undefined) return { message, hint: 'write it like hello.home.example.org' };
  return {
    message,
    hint: `${quoteText(bad)} must be letters, digits and "-", at most 63, and not start or end with "-"`,
  };
}

const wildcardHint = (allowed: boolean) =>
  allowed
    ? 'a wildcard is the whole first label: *.home.example.org'
    : 'list each host; wildcards belong in certificates.domains';
