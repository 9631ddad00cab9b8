import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { composeRepository } from '../compose/compose.ts';
import { components } from '../systems/components.ts';
import { planned } from '../systems/compose-part.ts';
import type { Lab } from '../systems/lab.ts';
import { readLabFile } from '../systems/lab-file.ts';
import { renderTree } from './render-tree.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../examples/k3s-homelab');

async function exampleLab(): Promise<Lab> {
  const { lab, findings } = await readLabFile(join(folder, 'lab.yaml'));
  expect(findings).toEqual([]);
  return lab!;
}

describe('the k3s homelab', () => {
  // GATEHOUSE_UPDATE=1 writes the repository anew.
  test('renders to the repository beside it', async () => {
    const { tree } = composeRepository(planned(await exampleLab()), components);
    const update = process.env.GATEHOUSE_UPDATE !== undefined;
    const { created, changed, removed, conflicts } = await renderTree(tree, join(folder, 'repository'), {
      check: !update,
      force: update,
    });
    if (!update)
      expect({ created, changed, removed, conflicts }).toEqual({
        created: [],
        changed: [],
        removed: [],
        conflicts: [],
      });
  });

  test('renders to the same bytes each time, in whatever order the systems are given', async () => {
    const lab = await exampleLab();
    const once = [...composeRepository(planned(lab), components).tree];
    expect([...composeRepository(planned(lab), components.toReversed()).tree]).toEqual(once);
  });

  test('with 200 apps has a folder for each', async () => {
    const lab = await exampleLab();
    const many = Array.from({ length: 200 }, (_, i) => ({
      ...lab.apps[0]!,
      name: `app-${i}`,
      hosts: [`app-${i}.home.example.org`],
    }));
    const { tree } = composeRepository(planned({ ...lab, apps: many }), components);
    expect([...tree.keys()].filter((path) => path.startsWith('apps/'))).toHaveLength(1 + 200 * 5);
  });
});
