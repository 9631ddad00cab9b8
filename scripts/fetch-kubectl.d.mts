/** Path of a fetched client, whether it is there or not. */
export declare const clientPath: (name: string) => string;

/** Makes sure that the clients are there. */
export declare function fetchClients(): void;
