/** Where Longhorn runs: its chart knows no other place. */
export const longhornNamespace = 'longhorn-system';

/** The class that its managers make from the chart's ConfigMap (chart/templates/storageclass.yaml). */
export const longhornClass = 'longhorn';

/** Name of the CSI driver, which is also the provisioner of the classes (longhorn-manager types/types.go). */
export const longhornDriver = 'driver.longhorn.io';

/** The group of the volumes that have no job or group of their own. */
export const defaultGroup = 'default';
