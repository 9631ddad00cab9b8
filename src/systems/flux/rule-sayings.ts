import type { Saying } from '../../operate/diagnose/sayings.ts';

/** What a source says of where it fetches from (source-controller internal/controller, go-git, helm pkg/registry). */
export const sourceSayings: readonly Saying[] = [
  {
    says: /failed to get secret '([^']+)'|secrets "([^"]+)" not found/,
    cause: ([, first, second]) => `its Secret ${first ?? second} is not there`,
    fix: 'create it (flux create secret git|helm|oci …), or take spec.secretRef away for a public source',
  },
  {
    says: /knownhosts: key (?:mismatch|is unknown)|host ?key|no hostkeys/i,
    cause: 'the host key of the server is not the one in known_hosts of its Secret',
    fix: 'make the Secret anew with the present host key (ssh-keyscan HOST), once you know that the change is the server’s',
  },
  {
    says: /authentication required|invalid (?:credentials|username or password|user credentials)|unable to authenticate|Permission denied|\b40[13]\b|UNAUTHORIZED|DENIED|denied: /i,
    cause: 'the server does not accept the key or token of its Secret, or wants one and has none',
    fix: 'give the Secret a key or token that may read it: a deploy key that was taken away, a token that has expired',
  },
  {
    says: /couldn't find remote ref|reference not found|unable to resolve commit object/i,
    cause: 'the branch, tag or commit of spec.ref is not in the repository',
    fix: 'correct spec.ref, or push the branch',
  },
  {
    says: /repository not found|does not appear to be a git repository|repository does not exist/i,
    cause: 'the server knows no such repository, or hides it from this key',
    fix: 'correct spec.url; for a private repository name a Secret that may read it',
  },
  { says: /git repository is empty/i, cause: 'the repository has no commit', fix: 'push a first commit' },
  {
    says: /no (?:'[^']+' )?chart (?:version|with version)[^\n]*found|chart (?:name|"[^"]+") [^\n]*not found|no chart name found/i,
    cause: 'the repository has no such chart, or no version that fits',
    fix: 'correct chart and version of the release',
  },
  {
    says: /no such host|server misbehaving|Temporary failure in name resolution/i,
    cause: 'the name of its server does not resolve in the cluster',
    fix: 'look at CoreDNS and the servers it asks; correct spec.url',
  },
  {
    says: /x509|certificate signed by unknown authority|certificate has expired/i,
    cause: 'the certificate of its server is not trusted',
    fix: 'give certSecretRef with the authority of the server; look at the clock of the node',
  },
  {
    says: /i\/o timeout|connection refused|no route to host|unreachable|deadline exceeded|connection reset|TLS handshake timeout/i,
    cause: 'its server does not answer',
    fix: 'look at the server and at the way out of the cluster (NetworkPolicies of flux-system, firewall)',
  },
  {
    says: /MANIFEST_UNKNOWN|NAME_UNKNOWN|manifest unknown|\b404\b|not found/i,
    cause: 'there is nothing at its address',
    fix: 'correct url, and tag or version',
  },
  {
    says: /TOOMANYREQUESTS|\b429\b|rate limit/i,
    cause: 'its server refuses further requests for a while',
    fix: 'wait, sign in by secretRef, or fetch more seldom (interval)',
  },
  {
    says: /no space left/i,
    cause: 'the disk that source-controller keeps artifacts on is full',
    fix: 'make room on its node',
  },
];

/** What a Kustomization says that is not ready (kustomize-controller internal/controller/kustomization_controller.go, fluxcd/pkg ssa). */
export const stageSayings: readonly Saying[] = [
  {
    says: /kustomization path not found: [^\n]*?(\/[^\s:]+): no such file/,
    cause: ([, path]) =>
      `its spec.path leads to a folder that the source does not have: ${path?.replace(/^\/tmp\/[^/]+/, '.')}`,
    fix: 'correct spec.path, or push the folder',
  },
  {
    says: /kustomization path not found/,
    cause: 'its spec.path is not in the source',
    fix: 'correct spec.path, or push the folder',
  },
  {
    says: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    cause: ([, kind, version]) =>
      `the cluster knows no ${kind} of ${version}: its definitions are not there yet, or of another version`,
    fix: 'apply what brings the definitions in a stage before, and let this one depend on it (dependsOn); correct apiVersion',
  },
  {
    says: /(?:(\S+\/\S+\/\S+|\S+\/\S+) dry-run failed[^\n]*?|)field is immutable/,
    cause: ([, object]) => `it changes a field of ${object ?? 'an object'} that cannot be changed`,
    fix: 'delete the object so that it is made anew, or annotate it kustomize.toolkit.fluxcd.io/force: enabled',
  },
  {
    says: /namespaces "([^"]+)" not found/,
    cause: ([, namespace]) => `namespace ${namespace} is not there`,
    fix: 'add the Namespace to this stage or to one before it',
  },
  {
    says: /failed calling webhook "([^"]+)"[^\n]*/,
    cause: ([, webhook]) => `the API server asks webhook ${webhook}, and gets no answer`,
    fix: 'bring the pods of the webhook up first (dependsOn with wait), or take its configuration away where they are gone',
  },
  {
    says: /admission webhook "([^"]+)" denied the request: ([^\n]+)/,
    cause: ([, webhook, why]) => `webhook ${webhook} refuses an object: ${why}`,
    fix: 'correct the object',
  },
  {
    says: /(\S+\/\S+) dry-run failed[^:]*: ([^\n]+)/,
    cause: ([, object, why]) => `the API server refuses ${object}: ${why}`,
    fix: 'correct the object',
  },
  {
    says: /cannot get \S+ (?:SOPS age )?decryption Secret '([^']+)'/,
    cause: ([, secret]) => `the Secret ${secret} with the key for decryption is not there`,
    fix: 'create it with the age key in a field that ends in .agekey, in the namespace of the Kustomization',
  },
  {
    says: /error decrypting|failed to decrypt|no matching creation rules|MAC mismatch|0 successful groups required/i,
    cause: 'a file of it cannot be decrypted with the keys it has',
    fix: 'give the Kustomization spec.decryption with the Secret of the right key, or encrypt the file anew for its recipient (sops updatekeys)',
  },
  {
    says: /(?:envsubst|variable substitution|post build|substitute)[^\n]*?(?:"([^"]+)"|: ([^\n]+))|var substitution failed/i,
    cause: 'a variable of it cannot be put in',
    fix: 'give the variable in postBuild, write $${…} where none is meant, or annotate the object kustomize.toolkit.fluxcd.io/substitute: disabled',
  },
  {
    says: /kustomize build failed: ([^\n]+)/,
    cause: ([, why]) => `its folder does not build: ${why}`,
    fix: 'correct it: kubectl kustomize FOLDER says the same on your machine',
  },
  {
    says: /is forbidden: User "([^"]+)" cannot (\w+) resource "([^"]+)"/,
    cause: ([, user, verb, resource]) => `${user} may not ${verb} ${resource}`,
    fix: 'grant it by a RoleBinding, or take spec.serviceAccountName away',
  },
  {
    says: /metadata\.annotations: Too long|context deadline exceeded|connection refused|i\/o timeout/,
    likelihood: 'likely',
    cause: 'the API server does not take what is applied, or does not answer in time',
    fix: 'look at the control plane',
  },
];

/** What a HelmRelease says that is not ready (helm-controller internal/controller/helmrelease_controller.go, internal/reconcile; helm pkg/action). */
export const releaseSayings: readonly Saying[] = [
  {
    says: /could not (?:resolve|find) (ConfigMap|Secret) chart values reference '([^']+)'(?: with key '([^']+)')?/,
    cause: ([, kind, name, key]) =>
      `the values are to come from ${kind} ${name}${key ? `, key ${key}` : ''}, which is not there`,
    fix: 'make it in the namespace of the release, correct valuesKey, or say optional: true',
  },
  {
    says: /another operation \(install\/upgrade\/rollback\) is in progress/,
    cause: 'an earlier operation was cut off, and left the release pending',
    fix: 'helm rollback it by hand, or delete the newest Secret sh.helm.release.v1.NAME.vN with status pending-…, then flux reconcile helmrelease --force',
  },
  {
    says: /values don't meet the specifications of the schema|don't meet the specifications/,
    cause: 'the chart refuses its values by its schema',
    fix: 'correct spec.values by what the message names',
  },
  {
    says: /execution error at \(([^)]+)\): ([^\n]+)/,
    cause: ([, file, why]) => `the chart refuses to render (${file}): ${why}`,
    fix: 'correct spec.values',
  },
  {
    says: /no matches for kind "([^"]+)" in version "([^"]+)"/,
    cause: ([, kind, version]) => `the chart makes a ${kind} of ${version}, which the cluster does not know`,
    fix: 'install what brings the definition first (dependsOn), or switch that part off in the values',
  },
  {
    says: /invalid ownership metadata|cannot be imported into the current release/,
    cause: 'an object of the chart is there already and belongs to somebody else',
    fix: 'delete it, rename one, or label and annotate it as the release’s own (meta.helm.sh/release-name)',
  },
  {
    says: /failed calling webhook "([^"]+)"/,
    cause: ([, webhook]) => `the API server asks webhook ${webhook}, and gets no answer`,
    fix: 'bring the pods of the webhook up, or take its configuration away where they are gone',
  },
  {
    says: /field is immutable|cannot patch "([^"]+)"/,
    cause: 'the new chart changes what cannot be changed',
    fix: 'delete the object that the message names, or set upgrade.force: true for once',
  },
  {
    says: /(?:pre|post)-(?:install|upgrade) hooks? failed|job[^\n]*(?:failed|BackoffLimitExceeded)/i,
    likelihood: 'likely',
    cause: 'a hook of the chart, a Job, has failed',
    fix: 'read the log of the Job',
  },
];
