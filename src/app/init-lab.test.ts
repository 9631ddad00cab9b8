import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLab } from '../lab/parse-lab.ts';
import { defaultAnswers, initLab, printLab } from './init-lab.ts';

describe('a new lab file', () => {
  test.each(['192.168.88.0/24', '10.20.0.0/16', '172.16.4.0/22'])(
    'is a lab without findings in %s',
    async (network) => {
      const reading = await parseLab(printLab({ ...defaultAnswers, network }), 'lab.yaml');
      expect(reading.findings).toEqual([]);
      expect(reading.lab?.ingress.dashboard?.host).toBe('traefik.home.example.org');
    },
  );

  test('is written once and never over another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-init-'));
    const file = await initLab(join(folder, 'new'), defaultAnswers);
    expect(await readFile(file, 'utf8')).toBe(printLab(defaultAnswers));
    await writeFile(file, 'mine');
    await expect(initLab(join(folder, 'new'), defaultAnswers)).rejects.toThrow('exists already');
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  test('is not written through a link, and not stopped by what a killed run left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-init-'));
    await writeFile(join(folder, 'lab.yaml.tmp'), 'half');
    await symlink(join(folder, 'elsewhere.yaml'), join(folder, 'lab.yaml'));
    await expect(initLab(folder, defaultAnswers)).rejects.toThrow('exists already');
    await rm(join(folder, 'lab.yaml'));
    expect(await readFile(await initLab(folder, defaultAnswers), 'utf8')).toBe(printLab(defaultAnswers));
  });

  test('in a place that is none is said once, with the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-init-'));
    await writeFile(join(folder, 'file'), '');
    const file = join(folder, 'file/deep/lab.yaml');
    const error = await initLab(join(folder, 'file/deep'), defaultAnswers).catch((thrown) => thrown);
    expect(error.message).toBe(`cannot write ${file}: a file stands where a folder is needed`);
    expect(error.cause).toBeUndefined();
  });

  test('is written by one of many at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-init-'));
    const names = ['one', 'two', 'three', 'four'];
    const ends = await Promise.allSettled(names.map((name) => initLab(folder, { ...defaultAnswers, name })));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = names[ends.findIndex(({ status }) => status === 'fulfilled')];
    expect(await readFile(join(folder, 'lab.yaml'), 'utf8')).toContain(`name: ${winner}\n`);
  });

  test.each([
    ['name', 'a: b'],
    ['name', 'Home Lab'],
    ['domain', '#home'],
    ['email', 'nobody'],
    ['repository', 'a: b'],
  ])('a %s like %j is refused, and nothing is written', async (question, answer) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'gatehouse-init-')), 'new');
    await expect(initLab(folder, { ...defaultAnswers, [question]: answer })).rejects.toThrow(answer);
    await expect(readFile(join(folder, 'lab.yaml'))).rejects.toThrow('ENOENT');
  });

  test.each(['192.168.88.0/28', 'fd00::/64', 'homenet'])(
    'a network like %s is refused with the form it must have',
    (network) => {
      expect(() => printLab({ ...defaultAnswers, network })).toThrow('not an IPv4 network');
    },
  );
});
