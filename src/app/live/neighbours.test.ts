import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readNeighbours } from './neighbours.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-arp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('who answers on this machine’s networks is read from its kernel; an address that did not answer is nobody’s', async () => {
  const file = join(folder, 'arp');
  writeFileSync(
    file,
    `IP address       HW type     Flags       HW address            Mask     Device
192.168.88.60    0x1         0x2         BC:24:11:00:00:01     *        eth0
192.168.88.61    0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.88.62    0x1         0x6         bc:24:11:00:00:02     *        eth0
`,
  );
  expect([...(await readNeighbours(file))]).toEqual([
    ['192.168.88.60', 'bc:24:11:00:00:01'],
    ['192.168.88.62', 'bc:24:11:00:00:02'],
  ]);
  expect(await readNeighbours(join(folder, 'none'))).toEqual(new Map());
});
