// The real control plane as a target of the player.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './client.mjs';

const POLL_MILLISECONDS = 50;

export function realTarget(access) {
  const { send, stream, close } = connect(access);
  return {
    send,
    stream,
    close,
    until: (test, seconds) => until(test, seconds),
    kubelet: (node, running) => switchKubelet(send, node, running),
  };
}

/** The real side's clock is the wall's. */
async function until(test, seconds) {
  const limit = Date.now() + seconds * 1000;
  while (!(await test())) {
    if (Date.now() > limit) return false;
    await sleep(POLL_MILLISECONDS);
  }
  return true;
}

/** kwok plays the kubelet of the nodes that carry the label. */
async function switchKubelet(send, node, running) {
  const body = JSON.stringify({ metadata: { labels: { kubelet: running ? 'fake' : null } } });
  const headers = { accept: 'application/json', 'content-type': 'application/merge-patch+json' };
  const answer = await send({ method: 'PATCH', path: `/api/v1/nodes/${node}`, headers, body });
  if (answer.status !== 200) throw new Error(`kubelet of ${node}: ${answer.body}`);
}
