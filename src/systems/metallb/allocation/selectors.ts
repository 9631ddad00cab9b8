import { compareText } from '../../../core/finding.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../../kube/selector.ts';
import { quote, quoteList } from './go-text.ts';

/**
 * Why a list of label selectors is refused: two that are equal, or one that repeats an expression or a value
 * (metallb internal/config/validation.go). Values are sorted before they are compared.
 */
export function repeatedSelector(field: string, selectors: readonly LabelSelector[]): string | undefined {
  const seen = new Set<string>();
  for (const selector of selectors) {
    const inside = repeatedInside(selector);
    if (inside) return inside;
    const text = printSelector(selector);
    if (seen.has(text)) return `duplicate definition of ${field} ${text}`;
    seen.add(text);
  }
  return undefined;
}

function repeatedInside(selector: LabelSelector): string | undefined {
  const seen = new Set<string>();
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const sorted = [...values].sort(compareText);
    const twice = sorted.find((value, i) => value === sorted[i + 1]);
    if (twice !== undefined) return `duplicate definition of match expression value in label selector ${quote(twice)}`;
    const text = printExpression({ key, operator, values });
    if (seen.has(text)) return `duplicate definition of match expressions ${text}`;
    seen.add(text);
  }
  return undefined;
}

/** A selector about as Go prints its struct: `{map["app":"nginx"] []}`. */
function printSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const labels = Object.keys(matchLabels)
    .sort(compareText)
    .map((key) => `${quote(key)}:${quote(matchLabels[key]!)}`);
  const expressions = matchExpressions.map(printExpression).sort(compareText);
  return `{map[${labels.join(' ')}] [${expressions.join(' ')}]}`;
}

/** An expression with its values sorted, as Go prints the struct with `%q`. */
const printExpression = ({ key, operator, values = [] }: LabelSelectorRequirement): string =>
  `{${quote(key)} ${quote(operator)} ${quoteList([...values].sort(compareText))}}`;
