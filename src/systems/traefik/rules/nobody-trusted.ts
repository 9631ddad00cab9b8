import type { LabRule } from '../../../check/rule.ts';

export const nobodyTrusted: LabRule = {
  id: 'nobody-trusted',
  needs: 'lab',
  severity: 'error',
  summary: 'Something is for trusted networks only, and none is named.',
  why: 'an allow list without entries is refused: `sourceRange is empty` (traefik pkg/middlewares/ipallowlist)',
  check: ({ network }, { access }) =>
    access
      .filter(({ networks }) => networks === undefined && network.trusted.length === 0)
      .map(({ owner, path }) => ({
        path,
        message: `${owner} is for trusted networks only, and none is named`,
        hint: 'name your client networks in network.trusted, e.g. 192.168.0.0/16',
      })),
  examples: {
    passing: [{ 'network.trusted': [], 'ingress.dashboard': undefined }],
    failing: [{ 'network.trusted': [] }],
  },
};
