import { quoteText, type ValueProblem } from './values.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why the text is no name of an object (apimachinery pkg/util/validation IsDNS1123Label, with dots IsDNS1123Subdomain); undefined when it is one. */
export function nameProblem(text: string, rule: { dots: boolean; longest: number }): ValueProblem | undefined {
  const pattern = rule.dots ? subdomain : label;
  if (pattern.test(text) && text.length <= rule.longest) return undefined;
  const letters = `lower-case letters, digits${rule.dots ? ', "." and "-"' : ' and "-"'}`;
  if (pattern.test(text)) {
    const message = `${quoteText(text)} has ${text.length} characters: at most ${rule.longest} are allowed`;
    return { message, hint: `shorten it, e.g. ${text.slice(0, rule.longest).replace(/[-.]+$/, '')}` };
  }
  const message = `${quoteText(text)} must be ${letters}, and start and end with a letter or digit`;
  const meant = text
    .toLowerCase()
    .replaceAll(rule.dots ? /[^-a-z0-9.]+/g : /[^-a-z0-9]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, rule.longest);
  return { message, hint: pattern.test(meant) ? `write ${meant}` : 'write it like node-1' };
}

const qualified = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Why the text is no key of a label or taint (apimachinery IsQualifiedName). */
export function labelKeyProblem(text: string): ValueProblem | undefined {
  const slash = text.indexOf('/');
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  const name = text.slice(slash + 1);
  if (prefix !== undefined && (!subdomain.test(prefix) || prefix.length > 253)) {
    return {
      message: `${quoteText(text)} is no key: what stands before the "/" must be a domain in lower case`,
      hint: `write it like example.org/${qualified.test(name) ? name : 'size'}, or without a domain`,
    };
  }
  if (qualified.test(name) && name.length <= 63) return undefined;
  return {
    message: `${quoteText(text)} is no key: ${prefix === undefined ? 'it' : 'what follows the "/"'} must be at most 63 letters, digits, "-", "_" and ".", and start and end with a letter or digit`,
    hint: 'write it like size or example.org/size',
  };
}

/** Why the text is no value of a label or taint (apimachinery IsValidLabelValue). */
export function labelValueProblem(text: string): ValueProblem | undefined {
  if (text === '' || (qualified.test(text) && text.length <= 63)) return undefined;
  return {
    message: `${quoteText(text)} is no value of a label: it must be at most 63 letters, digits, "-", "_" and ".", and start and end with a letter or digit`,
    hint: 'shorten it, and leave out spaces and other signs',
  };
}

/** Why the text is no key of a Secret (apimachinery IsConfigMapKey). */
export function secretKeyProblem(text: string): ValueProblem | undefined {
  if (/^[-._a-zA-Z0-9]+$/.test(text) && text.length <= 253 && text !== '.' && !text.startsWith('..')) return undefined;
  return {
    message: `${quoteText(text)} is no key of a Secret: it must be at most 253 letters, digits, "-", "_" and "."`,
    hint: 'write it like api-token',
  };
}

/** Why the text is no name of an environment variable (apimachinery IsRelaxedEnvVarName). */
export function variableProblem(text: string): ValueProblem | undefined {
  if (/^[ -<>-~]+$/.test(text)) return undefined;
  return {
    message: `${quoteText(text)} is no name of a variable: it must be of printable ASCII characters without "="`,
    hint: text.includes('=') ? 'write the name before the ":", and the value behind it' : 'write it like LOG_LEVEL',
  };
}
