// Writes a Flux repository with many apps: `node scripts/run.mjs scripts/make-large-repository.ts FOLDER APPS`. Six files an app and one
// for the cluster: 100 apps are 601 files and 101 Kustomizations. It holds no releases, and nothing that `check` finds an error in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [folder = 'large-repository', apps = '100'] = process.argv.slice(2);

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text.trimStart());
};

const kustomization = (name: string, path: string, more = ''): string => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 1m
  path: ./${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
${more}`;

const deployment = (name: string, i: number): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: ${1 + (i % 3)}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
      containers:
        - name: app
          image: ghcr.io/example/${name}:1.${i}.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: TZ
              value: \${TIMEZONE}
            - name: PORT
              value: "8080"
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            requests:
              cpu: 10m
              memory: 64Mi
            limits:
              memory: 128Mi
`;

const service = (name: string): string => `
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`;

const ingress = (name: string): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
spec:
  ingressClassName: traefik
  rules:
    - host: ${name}.\${DOMAIN}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
`;

const resources = (name: string): string => `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}
labels:
  - pairs:
      app.kubernetes.io/part-of: home
resources:
  - namespace.yaml
  - deployment.yaml
  - service.yaml
  - ingress.yaml
`;

const variables = `  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: cluster-settings
`;

for (let i = 0; i < Number(apps); i++) {
  const name = `app-${i}`;
  write(`clusters/home/${name}.yaml`, kustomization(name, `apps/${name}`, variables));
  write(`apps/${name}/kustomization.yaml`, resources(name));
  write(`apps/${name}/namespace.yaml`, `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`);
  write(`apps/${name}/deployment.yaml`, deployment(name, i));
  write(`apps/${name}/service.yaml`, service(name));
  write(`apps/${name}/ingress.yaml`, ingress(name));
}
write(
  'clusters/home/flux-system.yaml',
  `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://github.com/example/home
---${kustomization('flux-system', 'clusters/home')}---
apiVersion: v1
kind: ConfigMap
metadata:
  name: cluster-settings
  namespace: flux-system
data:
  DOMAIN: home.example.org
  TIMEZONE: Europe/Berlin
`,
);
