type Point = { readonly ip?: string; readonly hostname?: string };

/** The points of a load balancer, sorted. */
export const pointsOf = (status: unknown): string => {
  const { ingress = [] } =
    (status as { loadBalancer?: { ingress?: readonly Point[] } } | undefined)?.loadBalancer ?? {};
  return [...new Set(ingress.flatMap(({ ip, hostname }) => ip || hostname || []))].sort().join(',');
};
