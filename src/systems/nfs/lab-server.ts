/** Names that the cluster's DNS alone answers: those of its Services. */
export const isOfCluster = (server: string): boolean => /\.svc\.?$|\.svc\.[^.]+|\.cluster\.local\.?$/.test(server);

/** Names that only a DNS server of one's own answers (RFC 6762 section 3, RFC 8375 and IANA's special-use names). */
export const isLocal = (server: string): boolean =>
  !server.includes('.') || /\.(?:lan|local|internal|home\.arpa|localdomain)$/.test(server);
