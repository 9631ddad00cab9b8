/** Folder of the repository for what goes onto the machines. */
export const folder = 'talos';
