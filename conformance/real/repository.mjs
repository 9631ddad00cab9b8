// The objects in the YAML files of a repository, as a cluster would get them.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Read by tools, never applied. */
const NOT_APPLIED = /^(kustomize\.config\.k8s\.io|kubeadm\.k8s\.io|config\.gatehouse)/;

/** All objects below a folder with the file of each, lists taken apart. */
export function readObjects(folder) {
  return yamlFiles(folder).flatMap((path) => {
    const documents = parseAllDocuments(readFileSync(path, 'utf8'), { merge: true });
    const objects = documents
      .map((document) => document.toJS())
      .flatMap((value) => (value?.kind === 'List' ? value.items : [value]));
    return objects.filter(isApplied).map((object) => ({ object: decrypted(object), file: relative(folder, path) }));
  });
}

function yamlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : yamlFiles(path);
      return /\.ya?ml$/.test(entry.name) ? [path] : [];
    });
}

function isApplied(value) {
  return (
    typeof value?.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    !!value.metadata?.name &&
    !NOT_APPLIED.test(value.apiVersion)
  );
}

/** An object encrypted by SOPS as it is after decryption: without the envelope, and with values of the right form. */
function decrypted({ sops, ...object }) {
  if (sops === undefined) return object;
  const values = (map, value) => map && Object.fromEntries(Object.keys(map).map((key) => [key, value]));
  return {
    ...object,
    ...(object.data && { data: values(object.data, 'eA==') }),
    ...(object.stringData && { stringData: values(object.stringData, 'x') }),
  };
}
