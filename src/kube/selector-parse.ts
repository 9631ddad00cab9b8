import { compareText } from '../core/finding.ts';
import { labelKeyFaults } from './label-rules.ts';
import {
  type Requirement,
  requirementFault,
  type Selector,
  type SelectorFault,
  type SelectorOperator,
  selectorOf,
} from './selector.ts';

type Token = 'end' | 'identifier' | ')' | ',' | '!' | '==' | '=' | '>' | 'in' | '<' | '!=' | 'notin' | '(' | 'error';

interface Item {
  readonly token: Token;
  readonly text: string;
}

class Unparsable extends Error {}

/** Reads the syntax of kubectl's `-l` (`a=b,c in (d,e),!f`); errors as apimachinery pkg/labels/selector.go words them. */
export function parseSelector(text: string): Selector | SelectorFault {
  try {
    return selectorOf(new Parser(scan(text)).requirements());
  } catch (thrown) {
    if (thrown instanceof Unparsable) return { error: thrown.message };
    throw thrown;
  }
}

function scan(text: string): readonly Item[] {
  const items: Item[] = [];
  const lexeme = /[ \t\r\n]*(?:(==|!=|[=!(),<>])|([^=!(),<> \t\r\n]+))/gy;
  for (let match = lexeme.exec(text); match; match = lexeme.exec(text)) {
    const [, symbol, word = ''] = match;
    if (symbol !== undefined) items.push({ token: symbol as Token, text: symbol });
    else items.push({ token: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
  }
  items.push({ token: 'end', text: '' });
  return items;
}

const binary: Readonly<Partial<Record<Token, SelectorOperator>>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};
const binaryWords = 'in, notin, =, ==, !=, gt, lt';

class Parser {
  readonly #items: readonly Item[];
  #at = 0;

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  requirements(): readonly Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const { token, text } = this.#peek();
      if (token === 'end') return found;
      if (token !== 'identifier' && token !== '!') {
        throw new Unparsable(`found '${text}', expected: !, identifier, or 'end of string'`);
      }
      found.push(this.#requirement());
      const after = this.#take();
      if (after.token === 'end') return found;
      if (after.token !== ',') throw new Unparsable(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.#peek();
      if (next.token !== 'identifier' && next.token !== '!') {
        throw new Unparsable(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    try {
      const requirement = this.#parts();
      const fault = requirementFault(requirement);
      if (fault) throw new Unparsable(fault);
      return requirement;
    } catch (thrown) {
      if (thrown instanceof Unparsable) throw new Unparsable(`unable to parse requirement: ${thrown.message}`);
      throw thrown;
    }
  }

  #parts(): Requirement {
    let item = this.#take();
    const negated = item.token === '!';
    if (negated) item = this.#take();
    if (item.token !== 'identifier') throw new Unparsable(`found '${item.text}', expected: identifier`);
    const key = item.text;
    const faults = labelKeyFaults(key);
    if (faults.length > 0) throw new Unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${faults.join('; ')}`);
    const { token } = this.#peek();
    if (negated || token === 'end' || token === ',') return { key, operator: negated ? '!' : 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#value()];
    return { key, operator, values };
  }

  #operator(): SelectorOperator {
    const item = this.#items[this.#at++]!;
    const operator = binary[item.token];
    if (!operator) throw new Unparsable(`found '${item.text}', expected: ${binaryWords}`);
    return operator;
  }

  #value(): string {
    const { token } = this.#peek();
    if (token === 'end' || token === ',') return '';
    const item = this.#take();
    if (item.token === 'identifier') return item.text;
    throw new Unparsable(`found '${item.text}', expected: identifier`);
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open.token !== '(') throw new Unparsable(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.token !== ')' && first.token !== 'identifier' && first.token !== ',') {
      throw new Unparsable(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = new Set<string>();
    let pending = '';
    for (;;) {
      const item = this.#take();
      if (item.token === 'identifier') {
        pending = item.text;
        const next = this.#peek();
        if (next.token !== ',' && next.token !== ')') {
          throw new Unparsable(`found '${next.text}', expected: ',' or ')'`);
        }
      } else if (item.token === ',' || item.token === ')') {
        values.add(pending);
        pending = '';
        if (item.token === ')') return [...values].sort(compareText);
      } else throw new Unparsable(`found '${item.text}', expected: ',', or identifier`);
    }
  }

  // Behind an operator `in` and `notin` are words like any other.
  #peek(): Item {
    const item = this.#items[Math.min(this.#at, this.#items.length - 1)]!;
    return item.token === 'in' || item.token === 'notin' ? { token: 'identifier', text: item.text } : item;
  }

  #take(): Item {
    const item = this.#peek();
    this.#at += 1;
    return item;
  }
}
