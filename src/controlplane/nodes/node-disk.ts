/** The annotation by which a node of an embedded cluster tells the size of its one disk, where that is known and not just what is usual. */
export const diskAnnotation = 'gatehouse.dev/disk';
