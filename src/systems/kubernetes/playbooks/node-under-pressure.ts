import { conditionOf, printRef } from '../../../kube/object.ts';
import { kinds, type Node } from '../../../kube/types.ts';
import { exampleOf } from '../../../operate/diagnose/example-objects.ts';
import type { Cause, Playbook, Symptom } from '../../../operate/diagnose/playbook.ts';

const pressures: Readonly<Record<string, { readonly shows: string; readonly cause: string; readonly fix: string }>> = {
  DiskPressure: {
    shows: 'is short of disk',
    cause: 'its disk is nearly full: by default less than 10 % of it, or 15 % of that of the images, is free',
    fix: 'make room: old images (`crictl rmi --prune`), logs, files of emptyDir and hostPath volumes; pods are taken off it and none come until then',
  },
  MemoryPressure: {
    shows: 'is short of memory',
    cause: 'its memory is nearly used up: by default less than 100 MiB is left',
    fix: 'set memory requests and limits for what runs on it, move some of it, or add memory',
  },
  PIDPressure: {
    shows: 'is short of process numbers',
    cause: 'too many processes run on it',
    fix: 'find the pod that starts them without end; limit them by podPidsLimit of the kubelet',
  },
};

function symptomsOf(node: Node): readonly Symptom[] {
  return Object.entries(pressures).flatMap(([type, { shows, cause, fix }]) => {
    const found = conditionOf(node, type);
    if (found?.status !== 'True') return [];
    const only: Cause = {
      likelihood: 'certain',
      cause,
      evidence: [`${type} True: ${found.reason ?? ''}: ${found.message ?? ''}`],
      fix,
      commands: [`kubectl describe node ${node.metadata.name}`],
    };
    return [{ object: printRef(node), shows, causes: [only] as const }];
  });
}

const node = (type: string, status: string) =>
  exampleOf(['v1', 'Node'], 'node-2', {
    status: {
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' },
        { type, status, reason: `KubeletHas${type}`, message: `kubelet has ${type}` },
      ],
    },
  });

/** A node that runs short of what all its pods share. */
export const nodeUnderPressure: Playbook = {
  id: 'node-under-pressure',
  symptom: 'A node has DiskPressure, MemoryPressure or PIDPressure: pods are evicted from it, and none are put on it.',
  why: 'the kubelet ends pods while a signal is beyond its threshold, and for five minutes more says so (kubernetes pkg/kubelet/eviction/eviction_manager.go, defaults in pkg/kubelet/eviction/defaults_linux.go)',
  reads: [],
  diagnose: (seen) => seen.list<Node>(kinds.Node).flatMap(symptomsOf),
  examples: {
    healthy: [{ objects: [node('DiskPressure', 'False')] }, { objects: [node('MemoryPressure', 'Unknown')] }],
    ill: Object.keys(pressures).map((type) => ({ objects: [node(type, 'True')] })),
  },
};
