/** Path of a client of a minor version (the newest when none is said), whether it is there or not. */
export declare const clientPath: (name: string, minor?: string) => string;

/** Makes sure that the clients of a minor version are there; the newest when none is said. */
export declare function fetchClients(minor?: string): void;
