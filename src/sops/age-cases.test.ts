import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createIdentity, recipientOf, unwrapKey, wrapKey } from './age.ts';

const { program, files } = JSON.parse(readFileSync(join(import.meta.dirname, 'cases/recorded-age.json'), 'utf8')) as {
  readonly program: string;
  readonly files: readonly Readonly<Record<'identity' | 'recipient' | 'recipientByAge' | 'enc' | 'opened', string>>[];
};

describe.each(files)(
  `a data key that ${program} has opened`,
  ({ identity, recipient, recipientByAge, enc, opened }) => {
    test('is opened to the same bytes here', async () => {
      const key = await unwrapKey([{ recipient, enc }], [identity]);
      expect(Buffer.from(key ?? []).toString('hex')).toBe(opened);
    });

    test('belongs to the recipient that its identity has', async () => {
      expect([await recipientOf(identity), recipient]).toEqual([recipientByAge, recipientByAge]);
    });
  },
);

const age = spawnSync('age', ['--version'], { encoding: 'utf8' });

test.skipIf(age.error !== undefined)(
  'the age on PATH opens what is encrypted now (without age the record above stands for it)',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'age-'));
    const { identity, recipient } = await createIdentity();
    const [wrapped] = await wrapKey(Buffer.alloc(32, 9), [recipient]);
    writeFileSync(join(place, 'key.txt'), `${identity}\n`);
    const { stdout } = spawnSync('age', ['--decrypt', '--identity', join(place, 'key.txt')], { input: wrapped?.enc });
    rmSync(place, { recursive: true });
    expect(stdout).toEqual(Buffer.alloc(32, 9));
  },
);
