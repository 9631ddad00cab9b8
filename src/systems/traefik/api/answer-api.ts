import { type Exchange, targetOf } from '../decision/exchange.ts';
import type { ApiContext, ApiResponse } from './contract.ts';
import { dashboardPage } from './dashboard.ts';
import { apiResponse } from './endpoints.ts';

/** As Go's `http.NotFound`. */
export const notFound: ApiResponse = {
  status: 404,
  headers: [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ],
  body: '404 page not found\n',
};

const methodNotAllowed: ApiResponse = { status: 405, headers: [], body: '' };

/**
 * What one of Traefik's own services answers: `api@internal`, `dashboard@internal`, `ping@internal`, `prometheus@internal`, `acme-http@internal`.
 * Upstream: pkg/server/service/internalhandler.go, pkg/api/handler.go, pkg/api/dashboard/dashboard.go, pkg/ping/ping.go.
 */
export function answerInternal(
  service: string,
  exchange: Pick<Exchange, 'method' | 'path' | 'query' | 'headers'>,
  context: ApiContext,
): ApiResponse {
  const path = exchange.path || '/';
  switch (service) {
    case 'ping@internal':
      return { status: 200, headers: [], body: 'OK' };
    case 'prometheus@internal':
      return {
        status: 501,
        headers: [['Content-Type', 'text/plain; charset=utf-8']],
        body: 'metrics are not modelled\n',
      };
    case 'dashboard@internal':
      return targetOf(exchange) === '/' ? dashboardPage(context) : notFound;
    case 'api@internal':
      return answerApi(exchange.method, path, exchange, context);
    default:
      return notFound;
  }
}

/** The API together with the dashboard, below its base path. Upstream: pkg/server/service/managerfactory.go. */
function answerApi(
  method: string,
  path: string,
  exchange: Pick<Exchange, 'query' | 'headers'>,
  context: ApiContext,
): ApiResponse {
  const { api } = context.configuration.static;
  const base = (api?.basePath ?? '/').replace(/\/$/, '');
  if (!path.startsWith(`${base}/`)) return notFound;
  const own = path.slice(base.length);
  const known = own === '/' || own.startsWith('/dashboard/') ? api?.dashboard : true;
  if (!known) return notFound;
  if (own === '/')
    return redirectToDashboard(
      `${exchange.headers.get('X-Forwarded-Prefix')?.[0]?.replace(/\/$/, '') ?? ''}${base}/dashboard/`,
      method,
    );
  if (own === '/dashboard/') return method === 'GET' ? dashboardPage(context) : methodNotAllowed;
  const response = apiResponse(own, new URLSearchParams(exchange.query ?? ''), context);
  if (!response) return notFound;
  return method === 'GET' ? response : methodNotAllowed;
}

function redirectToDashboard(location: string, method: string): ApiResponse {
  return method === 'GET' ? { status: 302, headers: [['Location', location]], body: '' } : methodNotAllowed;
}
