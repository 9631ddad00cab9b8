/** Minor versions of Kubernetes 1 that a minor version of Talos 1 runs (siderolabs/talos pkg/machinery/compatibility/talos11x). */
const supported: Readonly<Record<string, readonly [first: number, last: number]>> = {
  '1.11': [29, 34],
  '1.12': [30, 35],
  '1.13': [31, 36],
};

/** The minor version of a version, e.g. `1.13` of `v1.13.9`. */
export const minorOf = (version: string): string => version.replace(/^v/, '').split('.').slice(0, 2).join('.');

/** Which versions of Kubernetes a Talos runs, first and last; undefined when it is not known. */
export function supportedKubernetes(talos: string): readonly [first: string, last: string] | undefined {
  const range = supported[minorOf(talos)];
  return range && [`1.${range[0]}`, `1.${range[1]}`];
}

/** Whether a Talos runs a version of Kubernetes; undefined when it is not known. */
export function runsKubernetes(talos: string, kubernetes: string): boolean | undefined {
  const range = supported[minorOf(talos)];
  const [major, minor] = minorOf(kubernetes).split('.').map(Number);
  return range && major === 1 && minor! >= range[0] && minor! <= range[1];
}

/** Whether a host name is said by a document of its own: from 1.12 on, where the generated config has one (pkg/machinery/config/contract.go). */
export const hasHostnameDocument = (talos: string): boolean => {
  const [major, minor] = minorOf(talos).split('.').map(Number);
  return major! > 1 || minor! >= 12;
};
