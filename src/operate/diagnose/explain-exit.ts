import type { ContainerStateTerminated } from '../../kube/types.ts';

/** What a container that has ended tells by its last lines, or by how it ended. */
export interface ExitReading {
  readonly cause: string;
  readonly fix: string;
  /** Whether it was said, rather than guessed from a number. */
  readonly said: boolean;
}

/** What programs say when they end, the most telling first, and what that comes to. */
const lastWords: readonly (readonly [says: RegExp, cause: string, fix: string])[] = [
  [
    /exec format error/i,
    'its image is built for other processors than those of the node',
    'choose a tag built for them (`kubectl get nodes -L kubernetes.io/arch`), or keep the pod to other nodes by nodeSelector kubernetes.io/arch',
  ],
  [
    /executable file not found|no such file or directory.*exec|exec: .*no such file or directory/i,
    'the program it is to start is not in its image',
    'correct command and args, or leave command away so that the entry point of the image counts',
  ],
  [
    /cannot (list|get|watch|create|update|patch|delete) resource|is forbidden: User "system:serviceaccount/i,
    'its service account lacks rights that it needs',
    'bind its service account to a role with the verbs and resources that its log names',
  ],
  [
    /address already in use|EADDRINUSE/i,
    'a port it wants is taken',
    'let two containers of a pod have ports of their own; with hostNetwork, let no two pods of a node want the same, and look what of the node holds it (`ss -lntp`)',
  ],
  [
    /bind: permission denied|EACCES.*:(\d{1,3})\b|listen.*permission denied/i,
    'it wants a port below 1024 without being allowed to',
    'let it listen on a port from 1024 up, or add the capability NET_BIND_SERVICE',
  ],
  [
    /read-only file ?system|EROFS/i,
    'it writes where its file system is read-only',
    'mount a volume (emptyDir) where it writes, or set readOnlyRootFilesystem: false; on a volume, look whether the storage went read-only',
  ],
  [
    /permission denied|EACCES|operation not permitted|could not change permissions|chown/i,
    'it may not read or write a file it needs',
    'set securityContext.fsGroup or runAsUser to whom the files of the volume belong; on NFS, let the server map no root (no_root_squash) or own them by that user',
  ],
  [
    /no space left on device|ENOSPC(?!.*watch)|disk quota exceeded/i,
    'its volume is full',
    'make room on the volume or extend the claim',
  ],
  [
    /too many open files|EMFILE|inotify|user limit.*watches|ENOSPC.*watch/i,
    'the node gives out no more watches or open files',
    'raise fs.inotify.max_user_instances and fs.inotify.max_user_watches on the node (sysctl)',
  ],
  [
    /database is locked|SQLITE_BUSY|disk I\/O error|database disk image is malformed/i,
    'its SQLite database is locked or broken',
    'let one pod alone have it (strategy Recreate), and keep it on block storage: SQLite does not work on NFS',
  ],
  [
    /password authentication failed|access denied for user|authentication failed|invalid (username|password|credentials)|NOAUTH|WRONGPASS/i,
    'what it signs in to refuses its credentials',
    'compare the credentials it is given with those the other side was set up with; many databases take them from the environment only when their volume is empty',
  ],
  [
    /x509:|certificate (has expired|verify failed|is not valid)|self.signed certificate|unable to verify the first certificate/i,
    'it does not trust the certificate of what it connects to',
    'give it the authority that signed it, or ask by a name that stands in the certificate',
  ],
  [
    /no such host|could not resolve|name (or service )?not known|temporary failure in name resolution|ENOTFOUND|EAI_AGAIN|getaddrinfo/i,
    'it cannot resolve a name that it connects to',
    'correct the name (SERVICE.NAMESPACE), and look whether the DNS of the cluster answers',
  ],
  [
    /connection refused|ECONNREFUSED|i\/o timeout|ETIMEDOUT|connection timed out|no route to host|EHOSTUNREACH|could not connect/i,
    'what it connects to does not answer',
    'look whether that runs and listens there, and whether a NetworkPolicy lets this pod reach it',
  ],
  [
    /unknown (flag|option|command|argument|shorthand)|flag provided but not defined|unrecognized (option|argument)|invalid option/i,
    'it does not know an argument that it is given',
    'correct args: names of flags change with versions',
  ],
  [
    /(yaml|toml|json): |(failed|unable|error|cannot|could not).{0,40}(load|pars|read|decod|unmarshal).{0,30}config|invalid config|config.{0,20}(invalid|error)|unmarshal/i,
    'it cannot read its configuration',
    'correct the configuration it is given where its log says',
  ],
  [
    /(environment variable|env var).{0,60}(not set|required|missing|must)|(required|missing).{0,60}(environment|variable|env\b)|must (be set|specify|provide)|is not specified|you need to specify/i,
    'it lacks a setting that it needs',
    'set what its log names, in env or its configuration',
  ],
  [
    /out of memory|java\.lang\.OutOfMemoryError|heap limit|ENOMEM|cannot allocate memory/i,
    'its memory does not suffice',
    'raise resources.limits.memory, or lower what it is set up to use',
  ],
];

/** What an exit code means by itself (POSIX shells, signals as 128 + number). */
const codes: Readonly<Record<number, readonly [cause: string, fix: string]>> = {
  0: [
    'its process ends by itself as if its work were done',
    'start a process that stays in the foreground; for work that ends use a Job',
  ],
  2: [
    'its process ends for wrong use, such as an argument it does not know',
    'look at its command, its args and its log',
  ],
  126: [
    'the file it is to start may not be executed',
    'correct command: it has to name an executable file of the image',
  ],
  127: [
    'the command it is to start is not there',
    'correct command and args: they have to name a program of the image',
  ],
  128: ['its process could not be started', 'read the message of its last state'],
  132: [
    'its program uses instructions that the processor does not have',
    'choose a build for this processor (many databases need AVX or ARMv8.2), or another node',
  ],
  134: ['its process gave up by itself (SIGABRT)', 'read the last lines of its log'],
  137: [
    'it was killed (SIGKILL) from outside: by the node for want of memory, or since it did not end when it was asked to',
    'look at the memory of the node, and at the events of the pod',
  ],
  139: ['its program broke (SIGSEGV)', 'try another version of the image, or another node'],
  143: [
    'it was asked to end (SIGTERM) and did',
    'look in the events of the pod for who asked: a probe, or a command in the container',
  ],
};

/** What stands behind the end of a container, by its message, its log, and its exit code. */
export function explainExit({ exitCode, message = '' }: ContainerStateTerminated, log: readonly string[]): ExitReading {
  const texts = [message, ...log.slice(-20)];
  const found = lastWords.find(([says]) => texts.some((text) => says.test(text)));
  if (found) return { cause: found[1], fix: found[2], said: true };
  const [cause, fix] = codes[exitCode] ?? ['its process ends with an error', 'read the last lines of its log'];
  return { cause, fix, said: false };
}
