import type { Component } from '../../compose/component.ts';
import type { ComposedObject } from '../../compose/composed-object.ts';
import { layOver } from '../../compose/objects/own-values.ts';
import type { Delivery, ReleaseWish } from '../../compose/roles.ts';
import { GatehouseError } from '../../core/errors.ts';
import { type ChartRepository, handMade, type ReleaseByHand } from '../../kube/install-steps.ts';
import type { Json } from '../../kube/object.ts';
import type { ByHandLab } from './lab.ts';

/** A person as what delivers: releases are values for helm, and nothing in the cluster reads the repository. */
export const component: Component<ByHandLab> = {
  id: 'by-hand',
  provides: { delivery: () => delivery },
  needs: [],
  isLeftOut: ({ repository }) => repository.layout !== 'plain',
  compose: () => ({ sources: [], controller: [], config: [], apps: [] }),
};

const delivery: Delivery = {
  chartSource,
  release,
  sync: () => readByNobody(),
  stage: () => readByNobody(),
  guide: {
    start: () => '',
    giveKey: (keyFile) => `export SOPS_AGE_KEY_FILE=${keyFile}`,
    decryption: 'It is decrypted by `sops` with the age key on the machine where the commands run.',
  },
};

function readByNobody(): never {
  throw new GatehouseError('nothing in the cluster reads the repository, so it has no stages', {
    hint: 'choose another repository.layout',
  });
}

function chartSource(name: string, url: string): ComposedObject {
  const object: ChartRepository = { apiVersion: handMade, kind: 'ChartRepository', metadata: { name }, spec: { url } };
  return { file: `${name}.yaml`, object };
}

function release({
  name,
  namespace,
  chart,
  version,
  repository,
  values: composed,
  own,
  header,
  comments,
}: ReleaseWish): ComposedObject {
  const values = own?.values ? layOver(composed, own.values) : composed;
  const object: ReleaseByHand = {
    apiVersion: handMade,
    kind: 'Release',
    metadata: { name, namespace },
    spec: { chart, version, repository, values: values as { readonly [key: string]: Json } },
  };
  return {
    ...{ file: 'values.yaml', object, header, comments, release: name },
    ...(own?.values && { ownValues: own.path }),
  };
}
