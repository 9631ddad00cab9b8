import { describe, expect, test } from 'vitest';
import type { Values } from '../../charts/contract.ts';
import { homeWith } from '../../lab/fixtures/home.ts';
import { valueAt } from '../chart-values.ts';
import { composePart } from '../compose-part.ts';
import type { Lab } from '../lab.ts';
import { parseLabFile } from '../lab-file.ts';
import { component } from './component.ts';

const parsed = (field: string) => parseLabFile(homeWith(['apps:\n', `${field}\napps:\n`]), 'lab.yaml');
const labWith = async (field: string): Promise<Lab> => (await parsed(field)).lab!;
const releaseOf = async (field: string) => {
  const { controller } = composePart(component, await labWith(field));
  return controller.map(({ object }) => object as Values).find(({ kind }) => kind === 'HelmRelease') ?? {};
};

describe('metrics-server', () => {
  test('is there where the lab names it, and only there', async () => {
    expect(component.isChosen?.(await labWith(''))).toBe(false);
    expect(component.isChosen?.(await labWith('metricsServer: {}'))).toBe(true);
  });

  test.each([
    ['metricsServer: {}', undefined],
    ['metricsServer: { kubeletCertificates: signed }', undefined],
    ['metricsServer: { kubeletCertificates: self-signed }', ['--kubelet-insecure-tls']],
  ])('with %s its program is given %j', async (field, args) => {
    expect(valueAt(await releaseOf(field), 'spec.values.args')).toEqual(args);
  });

  test('its lab has no findings where everything is said that nobody can look up', async () => {
    const { findings } = await parsed('metricsServer: { insteadOfBundled: true }');
    expect(findings).toEqual([]);
  });
});
