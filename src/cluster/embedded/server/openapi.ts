import type { ServerContext } from './context.ts';
import { type ApiAnswer, answerJson } from './wire.ts';

/** `/openapi/v3` and its documents. */
export async function answerOpenApi({ state }: ServerContext, path: string): Promise<ApiAnswer | undefined> {
  if (path !== '/openapi/v3') return undefined;
  const versions = new Set(state.registry.all().map(({ apiVersion }) => apiVersion));
  const paths = [...versions].map((version) => {
    const at = version.includes('/') ? `apis/${version}` : `api/${version}`;
    return [at, { serverRelativeURL: `/openapi/v3/${at}?hash=${state.registry.generation}` }];
  });
  return answerJson({ paths: Object.fromEntries(paths) });
}
