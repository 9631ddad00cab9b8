import { normalise } from '../model/go-text.ts';
import { nameAndService } from '../providers/crd-services.ts';
import type { ServiceRef } from '../read-objects.ts';
import { letThrough } from './kit/let-through.ts';
import { textOf } from './kit/options.ts';
import type { MiddlewareModel } from './middleware.ts';

const effect = 'pages for error statuses';

/** Puts pages of a Service in place of answers with some statuses. */
export const errors = {
  type: 'errors',
  source: 'pkg/middlewares/customerrors/custom_errors.go',
  does: 'the Service the pages come from; requests pass unchanged',
  notModelled: effect,
  crd: {
    place: 4,
    label: 'error page',
    read: (context, source, options) => {
      const ref = options.service as ServiceRef;
      const { name, service } = nameAndService(context, source.namespace, ref);
      const { status, statusRewrites, service: _, ...rest } = options;
      const before = {
        ...(status === undefined ? {} : { status }),
        ...(statusRewrites === undefined ? {} : { statusRewrites }),
      };
      if (!service) return { ...before, service: name, ...rest };
      const own = `${normalise(`${source.namespace}-${source.name}`)}-errorpage-service`;
      context.draft.services.set(own, service);
      return { ...before, service: own, ...rest };
    },
  },
  build: (options, { service }) => service(textOf(options, 'service')) ?? letThrough(effect),
  examples: [{ says: 'lets requests pass', options: { status: ['500'], service: 's' }, gives: 'passes', path: '/x' }],
} as const satisfies MiddlewareModel;
