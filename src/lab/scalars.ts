import * as z from 'zod';
import { parseQuantity } from '../kube/quantity.ts';
import { imageProblem } from './image-name.ts';
import { labelKeyProblem, labelValueProblem, nameProblem, secretKeyProblem, variableProblem } from './object-names.ts';
import { containerPathProblem, durationProblem, urlPathProblem, versionProblem } from './texts.ts';
import { addressProblem, cidrProblem, dnsNameProblem, quoteText, rangeProblem, type ValueProblem } from './values.ts';

/** A string that must pass a check telling what is wrong and what to write instead; `pattern` is what an editor can see of it. */
export const checkedText = (problemOf: (text: string) => ValueProblem | undefined, pattern?: string) => {
  const text = z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (!problem) return;
    context.addIssue({ code: 'custom', message: problem.message, params: { hint: problem.hint } });
  });
  return pattern === undefined ? text : text.meta({ pattern });
};

/** One IPv4 or IPv6 address. */
export const addressText = checkedText(addressProblem).describe('An IPv4 or IPv6 address.');

/** A run of addresses. */
export const rangeText = checkedText(rangeProblem).describe('`first-last`, a network in CIDR form, or one address.');

/** A network. */
export const cidrText = checkedText(cidrProblem).describe('A network in CIDR form.');

/** A host name without wildcard. */
export const hostText = checkedText((text) => dnsNameProblem(text, { wildcard: false })).describe('A DNS name.');

/** A domain that hosts lie under. */
export const domainNameText = checkedText((text) => dnsNameProblem(text, { wildcard: false })).describe(
  'A DNS name, such as `home.example.org`.',
);

/** A host name, or a wildcard that stands for one label. */
export const domainText = checkedText((text) => dnsNameProblem(text, { wildcard: true })).describe(
  'A DNS name, or a wildcard such as `*.home.example.org`.',
);

const labelPattern = '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$';
const domainPattern = '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$';

/** The name of an object: a DNS label. */
export const nameText = checkedText((text) => nameProblem(text, { dots: false, longest: 63 }), labelPattern).describe(
  'Lower-case letters, digits and `-`.',
);

/** The name of a node: a DNS subdomain, and short enough for the label `kubernetes.io/hostname`. */
export const nodeNameText = checkedText(
  (text) => nameProblem(text, { dots: true, longest: 63 }),
  domainPattern,
).describe('Lower-case letters, digits, `-` and `.`.');

/** The name of an object that is no label of DNS, such as a Secret: a DNS subdomain. */
export const objectNameText = checkedText(
  (text) => nameProblem(text, { dots: true, longest: 253 }),
  domainPattern,
).describe('Lower-case letters, digits, `-` and `.`.');

/** A key of a Secret's data. */
export const secretKeyText = checkedText(secretKeyProblem).describe('Letters, digits, `-`, `_` and `.`.');

/** The key of a label or taint: a name, and a domain before it if it has one. */
export const labelKeyText = checkedText(labelKeyProblem).describe('A name, or `domain/name`.');

/** The value of a label or taint. */
export const labelValueText = checkedText(labelValueProblem).describe('At most 63 letters, digits, `-`, `_` and `.`.');

/** The name of an environment variable of a container. */
export const variableText = checkedText(variableProblem).describe('The name of a variable.');

/** A container image. */
export const imageText = checkedText(imageProblem).describe('The name of an image.');

/** A folder inside a container. */
export const containerPathText = checkedText(containerPathProblem, '^/[^\\s:]+$').describe('An absolute path.');

/** A text that says something. */
export const filledText = checkedText(
  (text) => (/\S/.test(text) ? undefined : { message: 'the text is empty', hint: 'write one, or remove the field' }),
  '\\S',
);

/** One exact version, with or without a leading v: a range would not give the same platform twice. */
export const versionText = checkedText(versionProblem, '^v?\\d+\\.\\d+\\.\\d+([-+][\\w.+-]+)?$');

/** A length of time. */
export const durationText = checkedText(durationProblem, '^(\\d+(h|m|s|ms))+$').describe(
  'A length of time, such as `10m`.',
);

/** An e-mail address. */
export const emailText = checkedText(
  (text) =>
    /^[^\s@]+@[^\s@]+$/.test(text)
      ? undefined
      : { message: `${quoteText(text)} is no e-mail address`, hint: 'write it like me@my-domain.net' },
  '^[^\\s@]+@[^\\s@]+$',
);

/** A path prefix of URLs, fit to stand in a rule between backticks. */
export const urlPathText = checkedText(urlPathProblem, '^/[^\\s`]*$');

/** A port of TCP or UDP. */
export const portNumber = z.number().int().min(1).max(65535);

/** One of them, or a list of them. */
export const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

/** A list, or one alone that stands for a list of one. */
export const listOrOne = <T extends z.ZodType>(item: T) =>
  z.union([item, z.array(item)]).transform((value): z.output<T>[] => [value].flat() as z.output<T>[]);

/** An amount of storage or memory, or of processor time. */
export const quantityText = checkedText((text) => {
  const quantity = parseQuantity(text);
  return 'nanos' in quantity && quantity.nanos > 0n
    ? undefined
    : { message: `${quoteText(text)} is no amount`, hint: 'write it like 5Gi, 500Mi or 250m' };
});
