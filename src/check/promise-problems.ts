import { type BrokenPromise, pathOfRoute, type UnknownRoute } from './observed.ts';
import type { ClusterInput, ClusterRule } from './rule.ts';
import { type CodedProblem, toldApart } from './told.ts';

/** What requests and entry systems showed, by the rule that tells it: mistakes, promises not kept, and routes nobody asked for. */
export const promisesTold: (id: string) => ClusterRule['check'] = toldApart(promiseProblems, ({ knownBy }) =>
  knownBy === undefined ? 'promise-broken' : 'route-not-verified',
);

/** A promise whose route is lost by a mistake that is told already is not told again. */
function promiseProblems({ verification, path }: ClusterInput): CodedProblem[] {
  const { problems, broken, unknown, inward } = verification;
  const lost = new Set(problems.filter(({ severity }) => severity === 'error').flatMap(({ routes }) => routes));
  return [
    ...problems.map(({ routes: _, at, ...problem }) => ({ ...problem, ...inRoute(at) })),
    ...broken.filter(({ routes }) => !routes.some((id) => lost.has(id))).map((each) => notKept(each, path)),
    ...unknown.map(notAsked),
    ...inward.map(({ object, at, reason }) => ({
      code: 'route-inside-only',
      object,
      ...inRoute(at),
      message: `no request was made for this route: ${reason}, as is usual for it`,
      hint: 'nothing, unless clients outside the cluster are to come in there: a LoadBalancer Service must have its port then',
    })),
  ];
}

function inRoute(id: string | undefined): Pick<CodedProblem, 'path'> {
  const path = pathOfRoute(id);
  return path ? { path } : {};
}

function notKept({ row, routes, cause }: BrokenPromise, path: string): CodedProblem {
  const look = `\`gatehouse trace ${row.url} ${path} --from ${row.from}\` shows the step that decides it`;
  const because = cause ? `: ${cause.message}` : '';
  const own = routes.filter((id) => id.startsWith(`${row.object} `));
  return {
    code: cause?.code ?? 'promise-broken',
    ...(row.object && { object: row.object }),
    ...inRoute(own.length === 1 ? own[0] : undefined),
    message: `${row.url} from ${row.from} should answer ${row.expected}, but answers ${row.observed}${because}`,
    why: cause?.why ?? '',
    hint: cause ? `${cause.hint}; ${look}` : look,
  };
}

const notAsked = ({ object, at, reason, knownBy, code }: UnknownRoute): CodedProblem => ({
  code: code ?? 'route-not-verified',
  object,
  ...inRoute(at),
  message: `no request was made for this route: ${reason}`,
  why: '',
  knownBy: knownBy ?? 'a request of your own, once the platform runs',
});
