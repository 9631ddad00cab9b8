import { isIP } from 'node:net';
import { parseCidr } from '../core/address.ts';
import { parseDuration } from './duration.ts';

const uuid = (version: string, variant = '[0-9a-f]'): RegExp =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');

const dateTime =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[-+]\d{2}:?\d{2})?$/;
const host =
  /^([a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]{0,61}[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]{0,61}[a-zA-Z0-9]))*\.?$/;
const shortName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  byte: (text) => /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  cidr: (text) => parseCidr(text) !== undefined,
  date: (text) => /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text),
  datetime: (text) => dateTime.test(text),
  duration: isDuration,
  email: (text) => /^[^@\s<>]+@[^@\s<>]+$|^[^<>]*<[^@\s<>]+@[^@\s<>]+>$/.test(text),
  hexcolor: (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  hostname: (text) => text.length <= 255 && host.test(text),
  ipv4: (text) => isIP(text) === 4,
  ipv6: (text) => isIP(text) === 6,
  k8sshortname: (text) => shortName.test(text),
  k8slongname: (text) => text.length <= 253 && text.split('.').every((part) => shortName.test(part)),
  mac: (text) =>
    /^([0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\2){4,6}[0-9a-fA-F]{2}$|^([0-9a-fA-F]{4}\.){2,3}[0-9a-fA-F]{4}$/.test(
      text,
    ),
  uri: isUri,
  uuid: (text) => uuid('[0-9a-f]').test(text),
  uuid3: (text) => uuid('3').test(text),
  uuid4: (text) => uuid('4', '[89ab]').test(text),
  uuid5: (text) => uuid('5', '[89ab]').test(text),
};

function isDuration(text: string): boolean {
  if (parseDuration(text) !== undefined) return true;
  return /^\d+ *(ns|us|µs|ms|s|m|h|d|w|nano|nanosecond|micro|microsecond|milli|millisecond|sec|second|min|minute|hr|hour|day|week|wk)s?$/.test(
    text,
  );
}

function isUri(text: string): boolean {
  if (text.startsWith('/')) return true;
  try {
    return Boolean(new URL(text));
  } catch {
    return false;
  }
}

/** Whether a text keeps a format; formats the API server does not know are kept by all (apiextensions pkg/apiserver/validation/formats.go). */
export const keepsFormat = (text: string, format: string): boolean =>
  formats[format.replaceAll('-', '')]?.(text) ?? true;
