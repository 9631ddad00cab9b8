// A plain HTTPS client of one API server: one request, or one stream of lines.
import { Agent, request as httpsRequest } from 'node:https';

const REQUEST_LIMIT_MILLISECONDS = 30_000;

/** `send` and `stream` bound to a server with its CA and token. */
export function connect({ server, ca, token }) {
  const agent = new Agent({ ca, keepAlive: true });
  const open = (request) =>
    new Promise((resolve, reject) => {
      // A DELETE with a body needs its length said: Node does not do so by itself.
      const length = request.body === undefined ? {} : { 'content-length': Buffer.byteLength(request.body) };
      const headers = {
        authorization: `Bearer ${token}`,
        'user-agent': 'conformance/1',
        ...length,
        ...request.headers,
      };
      const call = httpsRequest(new URL(request.path, server), { agent, method: request.method, headers }, resolve);
      call.setTimeout(REQUEST_LIMIT_MILLISECONDS, () =>
        call.destroy(new Error(`no answer: ${request.method} ${request.path}`)),
      );
      call.once('error', reject);
      call.end(request.body);
    });
  return {
    send: async (request) => answer(await open(request)),
    stream: async (request, onLine) => read(await open(request), onLine),
    close: () => agent.destroy(),
  };
}

async function answer(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') };
}

/** Hands on line by line until `onLine` returns true or the stream ends. */
async function read(response, onLine) {
  if (response.statusCode !== 200) return answer(response);
  let rest = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    if (lines.some((line) => line !== '' && onLine(line))) break;
  }
  response.destroy();
  return { status: 200, headers: response.headers, body: '' };
}
