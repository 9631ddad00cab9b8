import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLabFile } from '../systems/lab-file.ts';
import { completeAnswers } from './init-answers.ts';
import { defaultAnswers, initLab, printLab, schemaFor } from './init-lab.ts';

const readingOf = (answers: Partial<typeof defaultAnswers>) =>
  parseLabFile(printLab({ ...defaultAnswers, ...answers }), 'lab.yaml');

describe('a new lab file', () => {
  test.each([
    '192.168.88.0/24',
    '10.20.0.0/16',
    '172.16.4.0/22',
    '10.0.0.0/8',
    '10.1.1.64/26',
    '10.1.1.32/27',
    '10.1.1.16/28',
  ])('is a lab without findings in %s', async (network) => {
    const reading = await readingOf({ network });
    expect(reading.findings).toEqual([]);
    expect(reading.lab?.ingress?.dashboard?.host).toBe('traefik.lab.home.arpa');
  });

  test('keeps 192.168.88.0/24 as people lay it out', () => {
    expect(completeAnswers(defaultAnswers)).toMatchObject({
      gateway: '192.168.88.1',
      dhcp: '192.168.88.100-192.168.88.200',
      nodes: '192.168.88.11, 192.168.88.12, 192.168.88.13',
      pool: '192.168.88.60-192.168.88.69',
    });
  });

  test('has no findings whatever address of the network the router and the nodes have', async () => {
    const address = fc.integer({ min: 1, max: 254 }).map((last) => `192.168.88.${last}`);
    await fc.assert(
      fc.asyncProperty(address, fc.option(address), async (gateway, node) => {
        fc.pre(gateway !== node);
        const answers = { gateway, ...(node && { dhcp: 'none', nodes: node }) };
        expect((await readingOf(answers)).findings).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['192.168.88.60', undefined, 1],
    ['192.168.88.60-192.168.88.61', '192.168.88.61', 2],
    ['192.168.88.64/28', '192.168.88.65', 3],
  ])('with the pool %s has the dashboard at %s', async (pool, dashboard, pools) => {
    const { lab, findings } = await readingOf({ pool });
    expect(findings).toEqual([]);
    expect(lab?.ingress?.dashboard?.address).toBe(dashboard);
    expect(lab?.addresses?.pools).toHaveLength(pools);
  });

  test('is written once and never over another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-init-'));
    const file = await initLab(join(folder, 'new'), defaultAnswers);
    expect(await readFile(file, 'utf8')).toBe(printLab(defaultAnswers, schemaFor(join(folder, 'new'))));
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
    expect(await readFile(await initLab(folder, defaultAnswers), 'utf8')).toBe(
      printLab(defaultAnswers, schemaFor(folder)),
    );
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

  test('names its JSON Schema in the first line, where an editor finds it', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'gatehouse-init-')), 'new');
    const [first] = (await readFile(await initLab(folder, defaultAnswers), 'utf8')).split('\n');
    const [, url] = /^# yaml-language-server: \$schema=(file:\S+)$/.exec(first!)!;
    expect(JSON.parse(await readFile(fileURLToPath(url!), 'utf8'))).toMatchObject({ title: 'Gatehouse lab file' });
    expect(schemaFor('examples/k3s-homelab')).toBe('../../docs/reference/lab.schema.json');
  });

  test.each([
    ['name', 'a: b'],
    ['name', 'Home Lab'],
    ['domain', '#home'],
    ['repository', 'a: b'],
    ['nodes', 'a}: [=192.168.88.11'],
    ['network', '192.168.88.0/29'],
    ['network', 'fd00::/64'],
    ['network', 'homenet'],
  ])('a %s like %j is refused, and nothing is written', async (question, answer) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'gatehouse-init-')), 'new');
    await expect(initLab(folder, { ...defaultAnswers, [question]: answer })).rejects.toThrow(answer);
    await expect(readFile(join(folder, 'lab.yaml'))).rejects.toThrow('ENOENT');
  });
});
