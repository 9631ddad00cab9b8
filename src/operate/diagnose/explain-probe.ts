const readings: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /statuscode: (401|403)/,
    'it asks for a sign-in where it is probed',
    'probe a path that is open, such as its health endpoint',
  ],
  [
    /statuscode: 404/,
    'it has no such path as is probed',
    'correct the path of the probe; behind a base path that has to be part of it',
  ],
  [
    /statuscode: 5\d\d/,
    'it says itself that it is not well',
    'read its log: it waits for what it depends on, or has failed',
  ],
  [
    /statuscode: 400/,
    'it refuses the request of the probe',
    'set host or scheme of the probe as the program wants them',
  ],
  [
    /connection refused/i,
    'nothing listens on the probed port at the address of the pod',
    'compare the port of the probe with what the program listens on; it has to listen on 0.0.0.0, not on 127.0.0.1; or it still starts',
  ],
  [
    /server gave HTTP response to HTTPS client|malformed HTTP response|first record does not look like a TLS/i,
    'it is probed by HTTPS where it speaks HTTP, or the other way round',
    'correct scheme of the probe',
  ],
  [
    /deadline exceeded|timeout|timed out|Client\.Timeout/i,
    'it answers too late',
    'raise timeoutSeconds of the probe, or give it more CPU: a limit that is too low slows it down',
  ],
  [
    /no route to host|network is unreachable/i,
    'its kubelet does not reach the pod',
    'look at the network plugin of the node',
  ],
  [
    /executable file not found|no such file/i,
    'the command of the probe is not in the image',
    'correct the command of the probe',
  ],
];

/** What a failed probe tells by the kubelet's message, and what ends it (kubernetes pkg/kubelet/prober). */
export function explainProbe(message: string): { readonly cause: string; readonly fix: string } {
  const found = readings.find(([says]) => says.test(message));
  return found
    ? { cause: found[1], fix: found[2] }
    : {
        cause: 'its probe fails',
        fix: 'read what the probe said in the events of the pod, and the log of the container',
      };
}
