import { expect, test } from 'vitest';
import { gitUrlProblem } from './git-url.ts';

test.each([
  'https://github.com/me/lab.git',
  'http://10.0.0.7:3000/me/lab',
  'ssh://git@github.com/me/lab.git',
  'ssh://git@git.home.example.org:2222/me/lab.git',
  'ssh://git.home.example.org/me/lab.git',
])('%s is a URL that Flux takes', (url) => {
  expect(gitUrlProblem(url)).toBeUndefined();
});

test.each([
  ['git@github.com:me/lab.git', 'write ssh://git@github.com/me/lab.git'],
  ['github.com:me/lab.git', 'write ssh://git@github.com/me/lab.git'],
  ['github.com/me/lab', 'write https://github.com/me/lab'],
  ['git://github.com/me/lab', 'write https://github.com/me/lab'],
  ['git+ssh://git@github.com/me/lab', 'write ssh://git@github.com/me/lab'],
  ['ssh://git@github.com:me/lab.git', 'write ssh://git@github.com/me/lab.git'],
  ['HTTPS://github.com/me/lab', 'write https://github.com/me/lab'],
  ['https://github.com/me/my lab', 'write it like https://github.com/me/lab.git or ssh://git@github.com/me/lab.git'],
  ['https://github.com/', 'write its path, too: https://github.com/me/lab.git'],
  ['lab', 'write it like https://github.com/me/lab.git or ssh://git@github.com/me/lab.git'],
  ['file:///srv/git/lab', 'write it like https://github.com/me/lab.git or ssh://git@github.com/me/lab.git'],
])('%s is none: %s', (url, hint) => {
  expect(gitUrlProblem(url)).toMatchObject({ hint });
});

test('a password in a URL is told of and never repeated', () => {
  const problem = gitUrlProblem('https://me:hunter2@github.com/me/lab.git');
  expect(problem).toMatchObject({ hint: expect.stringContaining('https://github.com/me/lab.git') });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});
