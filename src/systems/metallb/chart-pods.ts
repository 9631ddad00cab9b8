import type { Values } from '../../charts/contract.ts';
import type { Json } from '../../kube/object.ts';
import { changeAt } from '../chart-skeleton.ts';
import { isMap, isSet, listAt, mapAt, textAt, withValue } from '../chart-values.ts';

const controlPlaneTolerations = ['master', 'control-plane'].map((role) => ({
  key: `node-role.kubernetes.io/${role}`,
  effect: 'NoSchedule',
  operator: 'Exists',
}));

/** The speakers' DaemonSet as the values have it (templates/speaker.yaml). */
export function speakerOf(skeleton: Values, values: Values, appVersion: string): Values {
  const speaker = mapAt(values, 'speaker');
  const tolerations = [
    ...(isSet(speaker, 'tolerateMaster') ? controlPlaneTolerations : []),
    ...listAt(speaker, 'tolerations'),
  ];
  const extra = isSet(speaker, 'ignoreExcludeLB') ? ['--ignore-exclude-lb'] : [];
  const strategy = changeAt(skeleton, ['spec', 'updateStrategy'], () => speaker.updateStrategy);
  const withPort = changeContainer(strategy, 'speaker', (container) =>
    memberlistPort(container, textAt(speaker, 'memberlist.mlBindPort')),
  );
  return podOf(withPort, { name: 'speaker', settings: speaker, values, appVersion, tolerations, extra });
}

/** The controller's Deployment as the values have it (templates/controller.yaml). */
export function controllerOf(skeleton: Values, values: Values, appVersion: string): Values {
  const controller = mapAt(values, 'controller');
  const { webhookMode, tlsMinVersion } = controller;
  const extra = [
    ...(webhookMode ? [`--webhook-mode=${webhookMode}`] : []),
    ...(tlsMinVersion ? [`--tls-min-version=${tlsMinVersion}`] : []),
  ];
  const strategy = changeAt(skeleton, ['spec', 'strategy'], () => controller.strategy);
  const secured = changeAt(strategy, ['spec', 'template', 'spec', 'securityContext'], () => controller.securityContext);
  const tolerations = listAt(controller, 'tolerations');
  return podOf(secured, { name: 'controller', settings: controller, values, appVersion, tolerations, extra });
}

interface PodSettings {
  readonly name: string;
  readonly settings: Values;
  readonly values: Values;
  readonly appVersion: string;
  readonly tolerations: readonly Json[];
  readonly extra: readonly string[];
}

function podOf(skeleton: Values, pod: PodSettings): Values {
  const { settings, values, tolerations } = pod;
  const labelled = changeAt(skeleton, ['spec', 'template', 'metadata'], (metadata) => {
    const known = isMap(metadata) ? metadata : {};
    const labels = { ...mapAt(known, 'labels'), ...mapAt(settings, 'labels') };
    return { ...known, labels, ...withValue('annotations', settings.podAnnotations) };
  });
  const scheduled = changeAt(labelled, ['spec', 'template', 'spec'], (spec) => {
    const { tolerations: _, ...known } = isMap(spec) ? spec : {};
    const passedOn = ['affinity', 'priorityClassName', 'runtimeClassName'].map((field) =>
      withValue(field, settings[field]),
    );
    return {
      ...known,
      nodeSelector: { ...mapAt(known, 'nodeSelector'), ...mapAt(settings, 'nodeSelector') },
      ...(tolerations.length > 0 && { tolerations }),
      ...withValue('imagePullSecrets', values.imagePullSecrets),
      ...Object.assign({}, ...passedOn),
    };
  });
  return changeContainer(scheduled, pod.name, (container) => containerOf(container, pod));
}

function containerOf(container: Values, { settings, values, appVersion, extra }: PodSettings): Values {
  const image = mapAt(settings, 'image');
  const port = Number(textAt(values, 'prometheus.metricsPort'));
  const lbClass = textAt(values, 'loadBalancerClass');
  const probes = ['livenessProbe', 'readinessProbe'].map((field) => {
    const { enabled: _, ...timing } = mapAt(settings, field);
    return { [field]: { ...mapAt(container, field), ...timing } };
  });
  return {
    ...container,
    image: `${textAt(image, 'repository')}:${textAt(image, 'tag') || appVersion}`,
    ...withValue('imagePullPolicy', image.pullPolicy),
    args: [
      `--port=${port}`,
      `--log-level=${textAt(settings, 'logLevel')}`,
      ...(lbClass ? [`--lb-class=${lbClass}`] : []),
      ...extra,
    ],
    ports: listAt(container, 'ports').map((entry, index) =>
      index === 0 && isMap(entry) ? { ...entry, containerPort: port } : entry,
    ),
    ...Object.assign({}, ...probes),
    ...withValue('resources', settings.resources),
  };
}

function memberlistPort(container: Values, port: string): Values {
  const ports = listAt(container, 'ports').map((entry) =>
    isMap(entry) && String(entry.name).startsWith('memberlist') ? { ...entry, containerPort: Number(port) } : entry,
  );
  const env = listAt(container, 'env').map((entry) =>
    isMap(entry) && entry.name === 'METALLB_ML_BIND_PORT' ? { ...entry, value: port } : entry,
  );
  return { ...container, ports, env };
}

const changeContainer = (workload: Values, name: string, change: (container: Values) => Values): Values =>
  changeAt(workload, ['spec', 'template', 'spec', 'containers'], (containers) =>
    (Array.isArray(containers) ? containers : []).map((container) =>
      isMap(container) && container.name === name ? change(container) : container,
    ),
  );
