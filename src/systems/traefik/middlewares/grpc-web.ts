import { unmodelled } from './kit/let-through.ts';
import type { MiddlewareModel } from './middleware.ts';

/** gRPC-Web made gRPC. */
export const grpcWeb = {
  type: 'grpcWeb',
  source: 'pkg/middlewares/grpcweb/grpcweb.go',
  ...unmodelled('gRPC-Web'),
} as const satisfies MiddlewareModel;
