import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtinResources } from '../../../kube/builtin-resources.ts';
import { groupOf } from '../../../kube/object.ts';
import type { BuiltinKind } from './builtin-kind.ts';
import { builtinKinds } from './index.ts';

const folder = new URL('.', import.meta.url);

/** `CSIDriver` as the name of a file. */
const fileName = (kind: string): string =>
  kind
    .replaceAll(/([A-Z]+)([A-Z][a-z])|([a-z0-9])([A-Z])/g, (_, a = '', b = '', c = '', d = '') => `${a}${c}-${b}${d}`)
    .toLowerCase();

const tableOf = ({ group, plural }: { readonly group: string; readonly plural: string }) => `${group}/${plural}`;
const nameOf = ({ table }: BuiltinKind) => builtinResources.find((resource) => tableOf(resource) === table)?.kind ?? '';

/** Where a kind must live: the first word of its group, and its name. */
function homeOf(kind: BuiltinKind): string {
  const group = kind.form ? groupOf(kind.form.apiVersion) : kind.table.split('/')[0]!;
  return `${group.split('.')[0] || 'core'}/${fileName(nameOf(kind))}.ts`;
}

describe('the homes of kinds', () => {
  it.each([
    ['ConfigMap', 'config-map'],
    ['CSIDriver', 'csi-driver'],
    ['ServiceCIDR', 'service-cidr'],
    ['APIService', 'api-service'],
    ['Pod', 'pod'],
  ])('%s lives in %s.ts', (kind, file) => {
    expect(fileName(kind)).toBe(file);
  });

  it('are found by group and name, and nobody else lives there', () => {
    const files = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(new URL(name, folder)).map((file) => `${name}/${file}`))
      .filter((path) => /^export const kind\b/m.test(readFileSync(new URL(path, folder), 'utf8')));
    expect(files.sort()).toEqual(builtinKinds.map(homeOf).sort());
  });

  it.each(builtinKinds.map((kind) => [homeOf(kind), kind] as const))(
    '%s says what it does, and by whom',
    (_home, kind) => {
      expect(nameOf(kind)).not.toBe('');
      expect(kind.claim.behaviour).not.toBe('');
      expect(kind.claim.upstream).toMatch(/^(?:pkg|api|kube-aggregator|apiextensions-apiserver)[ /]/);
    },
  );
});
