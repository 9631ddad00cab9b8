import { describe, expect, it } from 'vitest';
import { sortTree } from '../../core/file-tree.ts';
import { fillTemplate } from './fill-template.ts';
import { paramsOf } from './generators.ts';

const repoURL = 'https://git.example.org/lab';
const tree = sortTree([
  ['apps/a/app.yaml', 'name: one\nchart: { version: "1" }\n'],
  ['apps/b/app.yaml', '[{ name: two }, { name: three }]\n'],
  ['apps/b/deep/other.yaml', 'name: none\n'],
]);
const read = (generator: object) => paramsOf(generator as never, { tree, isLocal: (url) => url === repoURL, go: true });

describe('a generator', () => {
  it('of files gives what each file holds, and where it stands', () => {
    const found = read({ git: { repoURL, files: [{ path: 'apps/**/app.yaml' }] } });
    expect(found).toMatchObject([
      { name: 'one', 'chart.version': '1', 'path.path': 'apps/a' },
      { name: 'two', 'path.basename': 'b' },
      { name: 'three', 'path.basename': 'b' },
    ]);
  });

  it('of two others gives every pair, the second as the first says', () => {
    const list = { list: { elements: [{ at: 'a' }, { at: 'b' }] } };
    const git = { git: { repoURL, files: [{ path: 'apps/{{ .at }}/app.yaml' }] } };
    const found = read({ matrix: { generators: [list, git] } });
    expect(found).toMatchObject([
      { at: 'a', name: 'one' },
      { at: 'b', name: 'two' },
      { at: 'b', name: 'three' },
    ]);
  });

  it.each([
    [{ clusters: {} }, 'its generator clusters is not followed'],
    [{ matrix: { generators: [{ clusters: {} }, { list: {} }] } }, 'its generator clusters is not followed'],
    [{ git: { repoURL: 'https://x', files: [] } }, 'its generator git reads https://x, which is not this repository'],
    [{ list: { elements: [] }, selector: {} }, 'its generator has a selector'],
  ])('%j is not known', (generator, reason) => {
    expect(read(generator)).toBe(reason);
  });
});

describe('a template', () => {
  it.each([
    ['{{ regexReplaceAll "-conf$" .name "" }}', 'web'],
    ['{{ .name | trimSuffix "-conf" | upper }}', 'WEB'],
    ['{{ default "x" .none }}', '{{ default "x" .none }}'],
    ['a-{{.name}}-{{ index .path.segments 1 }}', 'a-web-conf-b'],
    ['{{ dig "chart" "name" "none" . }}', 'none'],
    ['{{ dig "name" "" . }}', 'web-conf'],
    ['{{ .name | sha256sum }}', '{{ .name | sha256sum }}'],
  ])('%s becomes %s', (text, filled) => {
    expect(fillTemplate(text, { name: 'web-conf', 'index .path.segments 1': 'b' })).toBe(filled);
  });
});
