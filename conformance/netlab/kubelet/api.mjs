// The API server as a kubelet asks it: JSON in, JSON out, and one watch.
import { connect } from '../../real/client.mjs';

/** Calls that give the object, undefined for one that is not there, and throw with the server's message for the rest. */
export function openApi({ server, ca, token, serviceAddress = '10.43.0.1' }) {
  const client = connect({ server, ca, token });
  const call = async (method, path, body, type = 'application/json') => {
    const answer = await client.send({
      method,
      path,
      headers: { 'content-type': type },
      body: body && JSON.stringify(body),
    });
    if (answer.status === 404 && method !== 'POST') return undefined;
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${messageOf(answer.body)}`);
    return JSON.parse(answer.body);
  };
  return {
    serviceAddress,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body, 'application/merge-patch+json'),
    apply: (path, body) =>
      call('PATCH', `${path}?fieldManager=netlab&force=true`, body, 'application/apply-patch+yaml'),
    delete: (path, body) => call('DELETE', path, body),
    watch: (path, onEvent) =>
      client.stream({ method: 'GET', path }, (line) => {
        onEvent(JSON.parse(line));
        return false;
      }),
    close: client.close,
  };
}

function messageOf(body) {
  try {
    return JSON.parse(body).message;
  } catch {
    return body.slice(0, 200);
  }
}
