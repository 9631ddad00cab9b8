import type { Writable } from 'node:stream';
import type { KubeObject } from '../src/kube/object.ts';

// What the tests use of @kubernetes/client-node 1.4.0: it is fetched by a script, not installed, so its own types are not there.

/** An object of any kind, as the library hands it out. */
export type ClientObject = KubeObject & { readonly [field: string]: unknown };

export interface ClientList<T = ClientObject> {
  readonly items: readonly T[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly _continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** A generated method: one object with the parameters of its path, query and body. */
type Call<Result = ClientObject> = (parameters: Readonly<Record<string, unknown>>) => Promise<Result>;

export interface CoreApi {
  readonly createNamespacedConfigMap: Call;
  readonly readNamespacedConfigMap: Call;
  readonly replaceNamespacedConfigMap: Call;
  readonly patchNamespacedConfigMap: Call;
  readonly deleteNamespacedConfigMap: Call;
  readonly listNamespacedConfigMap: Call<ClientList>;
  readonly deleteCollectionNamespacedConfigMap: Call;
  readonly createNamespacedSecret: Call;
  readonly createNamespacedPod: Call;
  readonly readNamespacedPodLog: Call<string>;
  readonly createNamespacedServiceAccountToken: Call;
  readonly deleteNamespacedServiceAccount: Call;
  readonly createNamespace: Call;
  readonly listNode: Call<ClientList>;
}

export interface AppsApi {
  readonly createNamespacedDeployment: Call;
  readonly readNamespacedDeployment: Call;
  readonly readNamespacedDeploymentScale: Call;
  readonly replaceNamespacedDeploymentScale: Call;
  readonly patchNamespacedDeploymentStatus: Call;
  readonly deleteNamespacedDeployment: Call;
}

export interface AuthenticationApi {
  readonly createSelfSubjectReview: Call;
}

export interface CustomApi {
  readonly createNamespacedCustomObject: Call;
  readonly getNamespacedCustomObject: Call;
  readonly listNamespacedCustomObject: Call<ClientList>;
  readonly replaceNamespacedCustomObject: Call;
  readonly deleteNamespacedCustomObject: Call;
}

/** Any kind, found by the API's own discovery. */
export interface ObjectApi {
  readonly create: (object: unknown) => Promise<ClientObject>;
  readonly read: (object: unknown) => Promise<ClientObject>;
  readonly patch: (
    object: unknown,
    pretty?: string,
    dryRun?: string,
    fieldManager?: string,
    force?: boolean,
    strategy?: string,
  ) => Promise<ClientObject>;
  readonly delete: (object: unknown) => Promise<ClientObject>;
}

export interface Informer {
  readonly on: (
    event: 'add' | 'update' | 'delete' | 'error' | 'connect',
    listen: (object: ClientObject) => void,
  ) => void;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly list: () => readonly ClientObject[];
}

export interface KubeConfig {
  readonly loadFromString: (text: string) => void;
  readonly getCurrentContext: () => string;
  readonly getCurrentCluster: () => { readonly server: string } | null;
  readonly makeApiClient: <T>(api: new (...given: never[]) => T) => T;
}

/** What a refused call rejects with: `body` is the Status as text. */
export interface ApiException extends Error {
  readonly code: number;
  readonly body: string;
}

type ApiClass<T> = new (...given: never[]) => T;

/** The library. */
export interface ClientNode {
  readonly KubeConfig: new () => KubeConfig;
  readonly CoreV1Api: ApiClass<CoreApi>;
  readonly AppsV1Api: ApiClass<AppsApi>;
  readonly AuthenticationV1Api: ApiClass<AuthenticationApi>;
  readonly CustomObjectsApi: ApiClass<CustomApi>;
  readonly KubernetesObjectApi: { readonly makeApiClient: (config: KubeConfig) => ObjectApi };
  readonly ApiException: new (code: number, message: string, body: string, headers: object) => ApiException;
  readonly PatchStrategy: Readonly<
    Record<'JsonPatch' | 'MergePatch' | 'StrategicMergePatch' | 'ServerSideApply', string>
  >;
  readonly makeInformer: (config: KubeConfig, path: string, list: () => Promise<ClientList>) => Informer;
  readonly Watch: new (
    config: KubeConfig,
  ) => {
    readonly watch: (
      path: string,
      query: Readonly<Record<string, unknown>>,
      onEvent: (type: string, object: ClientObject) => void,
      onEnd: (error: unknown) => void,
    ) => Promise<AbortController>;
  };
  readonly Log: new (
    config: KubeConfig,
  ) => {
    readonly log: (namespace: string, pod: string, container: string, sink: Writable) => Promise<AbortController>;
  };
  readonly Exec: new (
    config: KubeConfig,
  ) => {
    readonly exec: (
      namespace: string,
      pod: string,
      container: string,
      command: readonly string[],
      stdout: Writable | null,
      stderr: Writable | null,
      stdin: null,
      tty: boolean,
    ) => Promise<unknown>;
  };
}
