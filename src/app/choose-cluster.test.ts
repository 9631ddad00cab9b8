import { describe, expect, it } from 'vitest';
import { readRepository } from '../repo/repository.ts';
import { chooseClusters, theOneCluster } from './choose-cluster.ts';
import { repositoryRoot } from './repository-root.ts';
import { lookAround } from './surroundings.ts';

const repository = readRepository(new Map());
const cluster = (name: string, folder: string) => ({ name, folder, repository });
const two = [cluster('home', 'clusters/home'), cluster('cabin', 'clusters/cabin')];

describe('the cluster that is meant', () => {
  it.each<[string, string | undefined, string, readonly string[]]>([
    ['is that of a name', 'home', '', ['home']],
    ['is that of a folder', './clusters/cabin/', '', ['cabin']],
    ['is that of a folder in it', 'clusters/home/apps', '', ['home']],
    ['is that around the folder that was given', undefined, 'clusters/home/apps', ['home']],
    ['is each where nothing says which', undefined, '', ['home', 'cabin']],
  ])('%s', (_, named, within, names) => {
    expect(chooseClusters(two, { named, within }).map(({ name }) => name)).toEqual(names);
  });

  it('is asked for, with the list, where a command needs one', () => {
    expect(() => theOneCluster(two, 'lab')).toThrow('lab is for 2 clusters');
    expect(() => chooseClusters(two, { named: 'boat', within: '' })).toThrow('--cluster boat');
  });
});

describe('the root of a repository', () => {
  const there = (...paths: readonly string[]) => ({
    ...lookAround(),
    exists: (path: string) => Promise.resolve(paths.includes(path)),
  });

  it('is a folder with .git, and one without Kustomizations stays what it is', async () => {
    expect(await repositoryRoot('/lab', there('/lab/.git'))).toBe('/lab');
    expect(await repositoryRoot('src/report', there())).toBe('src/report');
  });
});
