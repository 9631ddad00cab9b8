/** The label of nodes that are no place for load balancers. */
export const excludeLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';

/** Whether a node is labelled as no place for load balancers: the label counts, not its value (metallb speaker/layer2_controller.go). */
export const isExcluded = (labels: Readonly<Record<string, string>>): boolean => Object.hasOwn(labels, excludeLabel);
