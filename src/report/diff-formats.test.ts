import { describe, expect, test } from 'vitest';
import type { DiffReport } from '../app/diff/diff-report.ts';
import { printDiffHtml } from './diff-html.ts';
import { printDiffMarkdown } from './diff-markdown.ts';
import { printDiff } from './diff-text.ts';
import { plainStyle } from './style.ts';

const nasty = '<script>alert("x")</script> @all `a` [b](https://evil.example.org) | *c* \u001b[31m\n# d';

const report: DiffReport = {
  schemaVersion: 1,
  base: 'abc',
  head: '.',
  same: false,
  parts: [
    {
      id: 'access',
      title: 'who gets in',
      changes: [
        {
          subject: 'a.example.org (websecure)',
          text: '10.8.0.0/24 gains access',
          weight: 'danger',
          before: '192.168.0.0/16',
          after: '10.8.0.0/24, 192.168.0.0/16',
          file: 'apps/a.yaml',
          line: 3,
        },
      ],
      unknown: [{ subject: 'b.example.org (web)', text: 'who gets in may change: no telling' }],
    },
    {
      id: 'objects',
      title: 'objects',
      changes: [
        { subject: 'ConfigMap/apps/a', text: 'is new', weight: 'note' },
        { subject: 'ConfigMap/apps/b', text: 'is new', weight: 'note' },
        { subject: `ConfigMap/apps/${nasty}`, text: `changes: ${nasty}`, weight: 'note' },
      ],
      unknown: [],
    },
  ],
  kinds: [{ kind: 'ConfigMap', added: 2, removed: 0, changed: 1 }],
};
const empty: DiffReport = { ...report, same: true, parts: [], kinds: [] };

describe('a comparison', () => {
  test('is told to a person, what reads alike once', () => {
    expect(printDiff(report, 80, plainStyle).join('\n')).toMatchInlineSnapshot(`
      "who gets in
        ! a.example.org (websecure) 10.8.0.0/24 gains access
            before: 192.168.0.0/16
            after: 10.8.0.0/24, 192.168.0.0/16
            apps/a.yaml:3

      objects
        · ConfigMap/apps/a, ConfigMap/apps/b are new
        · ConfigMap/apps/<script>alert("x")</script> @all \`a\`
          [b](https://evil.example.org) | *c* �[31m # d changes:
          <script>alert("x")</script> @all \`a\` [b](https://evil.example.org) | *c*
          �[31m # d

      not known
        ? b.example.org (web): who gets in may change: no telling

      abc → .: 4 changes, 1 of them dangerous; 1 not known (objects: 2 new, 0 gone, 1
      changed)"
    `);
  });

  test.each([40, 80])('fits into %i columns', (width) => {
    expect(printDiff(report, width, plainStyle).filter((line) => line.length > width && line.includes(' ', 6))).toEqual(
      [],
    );
  });

  test('is a comment in which nothing is markup but its own', () => {
    const text = printDiffMarkdown(report);
    expect(text).toMatchInlineSnapshot(`
      "### What this change does

      abc → .: 4 changes, 1 of them dangerous; 1 not known (objects: 2 new, 0 gone, 1 changed)

      #### Who gets in

      - 🔴 \`a.example.org (websecure)\` 10.8.0.0/24 gains access <sub>apps/a.yaml:3</sub><br>before: 192.168.0.0/16<br>after: 10.8.0.0/24, 192.168.0.0/16

      <details><summary>objects (3)</summary>

      - ⚪ \`ConfigMap/apps/a\` is new
      - ⚪ \`ConfigMap/apps/b\` is new
      - ⚪ \`ConfigMap/apps/<script>alert("x")</script> @all 'a' [b](https://evil.example.org) | *c* �[31m # d\` changes: &lt;script&gt;alert("x")&lt;/script&gt; &#64;all \\\`a\\\` \\[b\\](https&#58;//evil.example.org) \\| \\*c\\* �\\[31m # d

      </details>

      <details><summary>not known (1)</summary>

      - \`b.example.org (web)\`: who gets in may change: no telling

      </details>
      "
    `);
    const beside = text.replaceAll(/`[^`\n]*`/g, '');
    expect(beside).not.toMatch(/<script|https:\/\/|@all|[^\\]\[b/);
  });

  test('is a page that asks for nothing and runs nothing', () => {
    const page = printDiffHtml(report);
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/\s(src|href|on\w+)=/);
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  test.each([
    ['text', printDiff(empty, 80, plainStyle).join('\n')],
    ['a comment', printDiffMarkdown(empty)],
    ['a page', printDiffHtml(empty)],
  ])('without a change says so: %s', (_, text) => {
    expect(text).toContain('no change of behaviour');
  });
});
