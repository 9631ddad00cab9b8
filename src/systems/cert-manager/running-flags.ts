/** Flags of cert-manager's controller 1.21: cmd/controller/app/options/options.go, pkg/logs/logs.go. */
export const controllerFlags: ReadonlySet<string> = new Set(
  `acme-http01-solver-extra-labels acme-http01-solver-image acme-http01-solver-nameservers
  acme-http01-solver-resource-limits-cpu acme-http01-solver-resource-limits-memory
  acme-http01-solver-resource-request-cpu acme-http01-solver-resource-request-memory acme-http01-solver-run-as-non-root
  acme-http01-solver-runtime-class-name add_dir_header alsologtostderr auto-certificate-annotations
  certificate-request-maximum-backoff-duration certificate-request-minimum-backoff-duration
  cluster-issuer-ambient-credentials cluster-resource-namespace concurrent-workers config controllers
  copied-annotation-prefixes default-issuer-group default-issuer-kind default-issuer-name dns01-check-retry-period
  dns01-recursive-nameservers dns01-recursive-nameservers-only enable-certificate-owner-ref enable-gateway-api
  enable-gateway-api-listenerset enable-profiling extra-certificate-annotations feature-gates gateway-api-extra-protocols
  help internal-healthz-leader-election-timeout internal-healthz-listen-address issuer-ambient-credentials kube-api-burst
  kube-api-qps kubeconfig leader-elect leader-election-lease-duration leader-election-namespace
  leader-election-renew-deadline leader-election-retry-period log-flush-frequency log_backtrace_at log_dir log_file
  log_file_max_size logging-format logtostderr master max-certificate-bundle-size max-certificate-chain-length
  max-certificate-size max-concurrent-challenges max-private-key-size metrics-dynamic-serving-ca-secret-name
  metrics-dynamic-serving-ca-secret-namespace metrics-dynamic-serving-dns-names metrics-dynamic-serving-leaf-duration
  metrics-listen-address metrics-tls-cert-file metrics-tls-cipher-suites metrics-tls-min-version
  metrics-tls-private-key-file namespace one_output profiler-address skip_headers skip_log_headers stderrthreshold v
  vmodule`.split(/\s+/),
);

/** The name of a flag in an argument such as `--name=value`; undefined when it is a value of its own, or a short flag. */
export const flagName = (argument: string): string | undefined => /^--([^=]+)/.exec(argument)?.[1];
