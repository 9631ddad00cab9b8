import { describe, expect, test } from 'vitest';
import type { LabCore } from '../../lab/lab-core.ts';
import type { ComposedLabParts } from '../compose.ts';
import { changesDelivery, layoutSteps } from './repository-steps.ts';

type Repository = Partial<LabCore['repository']>;

const side = (repository: Repository) =>
  ({
    planned: { lab: { name: 'home', repository: { layout: 'clusters', path: '.', ...repository } } },
  }) as unknown as ComposedLabParts<LabCore>;
const stepsOf = (from: Repository, to: Repository) =>
  layoutSteps({ from: side(from), to: side(to) }).map(({ id, title, action }) => [id, title, action.type]);

const keep = ['layout-keep', 'Let stages leave what they have applied', 'layout'];
const prune = ['layout-prune', 'Let stages take with them what they no longer hold', 'units'];

describe('files that lie elsewhere', () => {
  test.each([
    ['the same', {}, {}, []],
    [
      'another layout of Flux',
      {},
      { layout: 'controllers-configs' },
      [keep, ['layout', 'Change the layout from clusters to controllers-configs', 'layout'], prune],
    ],
    ['another folder', {}, { path: 'k8s' }, [keep, ['layout', 'Move the files of the repository', 'layout'], prune]],
    [
      'another name of the cluster',
      {},
      { cluster: 'next' },
      [keep, ['layout', 'Move the files of the repository', 'layout'], prune],
    ],
    ['the name of the lab as that of the cluster', {}, { cluster: 'home' }, []],
    [
      'another folder that people install from',
      { layout: 'plain' },
      { layout: 'plain', path: 'k8s' },
      [['layout', 'Move the files of the repository', 'units']],
    ],
    ['another delivery', {}, { layout: 'plain' }, [['delivery', 'Change the layout from clusters to plain', 'whole']]],
  ] as const)('in %s make the steps that are needed', (_, from, to, steps) => {
    expect(stepsOf(from, to)).toEqual(steps);
  });

  test('are moved with all that changes where the delivery is another', () => {
    expect(changesDelivery({ from: side({ layout: 'plain' }), to: side({}) })).toBe(true);
    expect(changesDelivery({ from: side({}), to: side({ layout: 'controllers-configs' }) })).toBe(false);
  });
});
