import { describe, expect, test } from 'vitest';
import type { Controller } from '../cluster/controller.ts';
import { chooseControllers } from './choose-controllers.ts';

const ids = ['kubernetes/job', 'kubernetes/deployment', 'metallb/controller', 'metallb/speaker'];
const controllers = ids.map((id): Controller => ({ id, watches: [], reconcile: async () => undefined }));
const chosen = (...wanted: string[]) => chooseControllers(controllers, wanted).map(({ id }) => id);

describe('a list of controllers', () => {
  test.each([
    [['*'], ids],
    [[], []],
    [['-job'], []],
    [['deployment'], ['kubernetes/deployment']],
    [
      ['*', '-job'],
      ['kubernetes/deployment', 'metallb/controller', 'metallb/speaker'],
    ],
    [
      ['-job', '*'],
      ['kubernetes/deployment', 'metallb/controller', 'metallb/speaker'],
    ],
    [
      ['job', '-job', '*'],
      ['kubernetes/job', 'kubernetes/deployment', 'metallb/controller', 'metallb/speaker'],
    ],
    [
      ['*', '-metallb'],
      ['kubernetes/job', 'kubernetes/deployment'],
    ],
    [['metallb/speaker'], ['metallb/speaker']],
    [['kubernetes'], ['kubernetes/job', 'kubernetes/deployment']],
  ])('%j switches on %j', (wanted, on) => {
    expect(chosen(...wanted)).toEqual(on);
  });

  test('with a name that no controller has is refused, and those known are listed', () => {
    expect(() => chosen('*', '-jobs')).toThrow(
      expect.objectContaining({
        message: 'controller "jobs": there is none of that name',
        hint: expect.stringContaining('job, deployment, metallb/controller'),
      }),
    );
  });
});
