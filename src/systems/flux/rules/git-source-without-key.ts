import type { ObjectsRule } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';

interface GitSpec {
  readonly url?: string;
  readonly secretRef?: { readonly name?: string };
}

const example = (spec: GitSpec): UnknownObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'GitRepository',
  metadata: { name: 'platform', namespace: 'flux-system' },
  spec: { interval: '1m', ...spec },
});

/** A Git repository over SSH without the Secret that holds the key. */
export const gitSourceWithoutKey: ObjectsRule = {
  id: 'git-source-without-key',
  needs: 'objects',
  severity: 'error',
  summary: 'A GitRepository is read over SSH and names no Secret with a key.',
  why: "`invalid 'ssh' auth option: 'identity' is required` (fluxcd/pkg git/options.go Validate)",
  check: ({ ofKind }) =>
    ofKind('GitRepository', 'source.toolkit.fluxcd.io').flatMap((on) => {
      const { url = '', secretRef } = (on.object.spec ?? {}) as GitSpec;
      if (!url.startsWith('ssh://') || secretRef?.name) return [];
      const message = `${url} is read over SSH, and no secretRef names a Secret with identity and known_hosts`;
      const hint = `set spec.secretRef.name: flux-system, and make it: flux create secret git flux-system --url=${url}`;
      return [{ on, path: ['spec', 'url'], message, hint }];
    }),
  examples: {
    passing: [
      example({ url: 'https://git.example.org/platform.git' }),
      example({ url: 'ssh://git@git.example.org/platform.git', secretRef: { name: 'flux-system' } }),
    ],
    failing: [example({ url: 'ssh://git@git.example.org/platform.git' })],
  },
};
