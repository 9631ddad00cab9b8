const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = new RegExp(`^${label}(\\.${label})*$`);
const name = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const namePattern = new RegExp(`^${name}$`);
const valuePattern = new RegExp(`^(${name})?$`);
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** A rule and its pattern as apimachinery prints them, two spaces before "or" included (pkg/api/validate/content/errors.go RegexError). */
function regexText(rule: string, pattern: string, ...examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${listed}regex used for validation is '${pattern}')`;
}

const nameText = regexText(nameRule, name, 'MyName', 'my.name', '123-abc');
const valueText = regexText(
  `a valid label must be an empty string or ${nameRule.slice(5)}`,
  `(${name})?`,
  'MyValue',
  'my_value',
  '12345',
);
const subdomainText = regexText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  `${label}(\\.${label})*`,
  'example.com',
);

/** Keys in which nothing was found, up to so many: there are few, and every write of an object asks. */
const sound = new Set<string>();
const mostSound = 1000;

/** What is wrong with a label key (or any qualified name); empty when nothing is. apimachinery pkg/api/validate/content/kube.go. */
export function labelKeyFaults(key: string): readonly string[] {
  if (sound.has(key)) return none;
  const faults = keyFaults(key);
  if (faults.length === 0 && sound.size < mostSound) sound.add(key);
  return faults;
}

const none: readonly string[] = [];

function keyFaults(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [`a valid label key ${nameText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const own = parts.at(-1)!;
  const faults = parts.length === 2 ? prefixFaults(parts[0]!) : [];
  if (own === '') faults.push('name part must be non-empty');
  else if (own.length > 63) faults.push('name part must be no more than 63 bytes');
  if (!namePattern.test(own)) faults.push(`name part ${nameText}`);
  return faults;
}

function prefixFaults(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  const faults = prefix.length > 253 ? ['prefix part must be no more than 253 bytes'] : [];
  if (!subdomain.test(prefix)) faults.push(`prefix part ${subdomainText}`);
  return faults;
}

/** What is wrong with the value of a label; empty when nothing is. */
export function labelValueFaults(value: string): readonly string[] {
  const faults = value.length > 63 ? ['must be no more than 63 bytes'] : [];
  return valuePattern.test(value) ? faults : [...faults, valueText];
}
