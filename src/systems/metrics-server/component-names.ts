/** Where metrics-server runs. */
export const metricsNamespace = 'metrics-server';

/** Takes the certificates of kubelets as they are (metrics-server cmd/metrics-server/app/options/kubelet_client.go). */
export const insecureTls = '--kubelet-insecure-tls';
