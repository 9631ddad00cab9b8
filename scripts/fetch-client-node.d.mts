/** The module to import, whether it is there or not. */
export declare const clientNodePath: string;

/** Whether the library is there as the lock file has it. */
export declare function hasClientNode(): boolean;

/** Makes sure that the library is there. */
export declare function fetchClientNode(): void;
