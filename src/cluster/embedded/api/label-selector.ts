type Labels = Readonly<Record<string, string>>;

/** Reads `a=b,c!=d,e in (f,g),!h` to a test of labels. */
export function labelTest(text: string): (labels: Labels) => boolean {
  const terms = text
    .split(/,(?![^(]*\))/)
    .filter((term) => term.trim() !== '')
    .map((term) => readTerm(term.trim()));
  return (labels) => terms.every((term) => term(labels));
}

function readTerm(term: string): (labels: Labels) => boolean {
  const set = /^(?<key>\S+)\s+(?<operator>in|notin)\s*\((?<values>[^)]*)\)$/.exec(term)?.groups;
  if (set) {
    const values = (set.values ?? '').split(',').map((value) => value.trim());
    const key = set.key ?? '';
    const inside = set.operator === 'in';
    return (labels) => (labels[key] !== undefined ? values.includes(labels[key]) === inside : !inside);
  }
  const compared = /^(?<key>[^=!\s]+)\s*(?<operator>==|=|!=)\s*(?<value>\S*)$/.exec(term)?.groups;
  if (compared) {
    const { key = '', operator, value } = compared;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  if (term.startsWith('!')) return (labels) => labels[term.slice(1)] === undefined;
  return (labels) => labels[term] !== undefined;
}
