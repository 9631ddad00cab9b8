import { describe, expect, test } from 'vitest';
import { readArchive, readChartFolder } from './read-archive.ts';
import { metadata, packChart, packEntries } from './test-charts.ts';

const chart = { path: 'web/Chart.yaml', text: metadata('web') };
const long = `web/templates/${'a'.repeat(120)}.yaml`;

describe('a packed chart', () => {
  test('is its files below its folder, with name, version and a digest that follows from them', () => {
    const read = readArchive(packChart('web', { 'templates/a.yaml': 'a: b' }), 'here');
    expect(read).toMatchObject({ name: 'web', version: '1.0.0', where: 'here' });
    expect([...read.files.keys()]).toEqual(['Chart.yaml', 'templates/a.yaml']);
    expect(readArchive(packChart('web', { 'templates/a.yaml': 'a: b' }), 'there').digest).toBe(read.digest);
    expect(readArchive(packChart('web', { 'templates/a.yaml': 'a: c' }), 'here').digest).not.toBe(read.digest);
  });

  test('may have long names, as GNU tar writes them and as pax does', () => {
    const record = ` path=${long}\n`;
    const pax = `${record.length + 3}${record}`;
    for (const before of [
      { path: '././@LongLink', text: `${long}\0`, type: 'L' },
      { path: 'PaxHeader', text: pax, type: 'x' },
    ]) {
      const { files } = readArchive(packEntries([chart, before, { path: 'short', text: 'x' }]), '');
      expect([...files.keys()]).toEqual(['Chart.yaml', long.slice('web/'.length)]);
    }
  });

  test.each([
    ['a path that leads up', [chart, { path: 'web/../../etc/passwd', text: '' }], 'leads out'],
    ['a path from the root', [chart, { path: '/etc/passwd', text: '' }], 'leads out'],
    ['a drive', [chart, { path: 'C:\\web\\x', text: '' }], 'leads out'],
    ['a path that leads up with backslashes', [chart, { path: 'web\\..\\..\\x', text: '' }], 'leads out'],
    ['a symbolic link', [chart, { path: 'web/link', text: '', type: '2' }], 'a link or a device'],
    ['a hard link', [chart, { path: 'web/link', text: '', type: '1' }], 'a link or a device'],
    ['a file beyond what Helm loads', [chart, { path: 'web/big', text: 'x'.repeat(6 * 1024 * 1024) }], 'larger than'],
    ['no Chart.yaml', [{ path: 'web/values.yaml', text: '' }], 'no Chart.yaml'],
    ['a Chart.yaml without a version', [{ path: 'web/Chart.yaml', text: 'name: web' }], 'no version'],
  ])('is refused with %s', (_, entries, reason) => {
    expect(() => readArchive(packEntries(entries), '')).toThrow(reason);
  });

  test('is refused when it is none, or ends in the middle', () => {
    expect(() => readArchive(Buffer.from('no archive'), '')).toThrow('it is no archive');
    expect(() => readArchive(packEntries([]).subarray(0, 12), '')).toThrow('it is no archive');
  });
});

test('a chart in a folder is what lies in that folder alone', () => {
  const tree = new Map([
    ['charts/web/Chart.yaml', metadata('web')],
    ['charts/web/templates/a.yaml', 'a: b'],
    ['charts/web-two/Chart.yaml', metadata('web-two')],
    ['secret.yaml', 'a: b'],
  ]);
  expect([...readChartFolder(tree, 'charts/web', '')!.files.keys()]).toEqual(['Chart.yaml', 'templates/a.yaml']);
  expect(readChartFolder(tree, 'charts', '')).toBeUndefined();
});
