import { unmodelled } from './kit/let-through.ts';
import { overDefaults } from './kit/read-options.ts';
import type { MiddlewareModel } from './middleware.ts';

/** Answers by itself while the server fails. */
export const circuitBreaker = {
  type: 'circuitBreaker',
  source: 'pkg/middlewares/circuitbreaker/circuit_breaker.go',
  crd: {
    place: 8,
    label: 'circuit breaker',
    read: overDefaults({
      expression: '',
      checkPeriod: '100ms',
      fallbackDuration: '10s',
      recoveryDuration: '10s',
      responseCode: 503,
    }),
  },
  ...unmodelled('opening on failures (503)'),
} as const satisfies MiddlewareModel;
