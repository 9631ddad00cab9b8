import { describe, expect, test } from 'vitest';
import { hcl, printHcl, printText } from './print-hcl.ts';

describe('HCL', () => {
  test('has the = of neighbours below each other, and not of what spans lines', () => {
    const attributes = {
      a: 1,
      long_name: 'x',
      object: { key: true, 'other.key': hcl('var.x') },
      next: [],
      last_one: ['b', 2],
    };
    expect(printHcl([{ type: 'locals', attributes }])).toBe(`locals {
  a         = 1
  long_name = "x"
  object = {
    key         = true
    "other.key" = var.x
  }
  next     = []
  last_one = ["b", 2]
}
`);
  });

  test('has an empty line between attributes and blocks, and between blocks', () => {
    const inner = { type: 'disk', attributes: { size: 8 } };
    const block = {
      type: 'resource',
      labels: ['vm', 'one'],
      attributes: { a: undefined, b: 1 },
      blocks: [inner, inner],
    };
    expect(printHcl([block, { type: 'empty' }])).toBe(`resource "vm" "one" {
  b = 1

  disk {
    size = 8
  }

  disk {
    size = 8
  }
}

empty {
}
`);
  });

  test('breaks a list that is too long', () => {
    const [a, b] = ['a'.repeat(50), 'b'.repeat(50)];
    expect(printHcl([{ type: 'x', attributes: { value: [a, b] } }])).toBe(
      ['x {', '  value = [', `    "${a}",`, `    "${b}",`, '  ]', '}', ''].join('\n'),
    );
  });
});

test.each([
  ['plain', '"plain"'],
  ['a "quote" and \\', '"a \\"quote\\" and \\\\"'],
  ['two\nlines\tand', '"two\\nlines\\tand"'],
  [`\${no} %{template} $x`, `"$\${no} %%{template} $x"`],
])('%j is a text that is no template', (text, expected) => {
  expect(printText(text)).toBe(expected);
});
