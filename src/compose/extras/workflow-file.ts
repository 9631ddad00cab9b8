import type { LabCore, LabRepository } from '../../lab/lab-core.ts';
import type { BesideFile } from '../composed-object.ts';

type Forge = Exclude<LabRepository['extras']['workflow'], 'none'>;

/** Where each forge looks for workflows, what its runners are called by default, and where actions are taken from. */
const forges: Readonly<Record<Forge, { readonly folder: string; readonly runner: string; readonly actions: string }>> =
  {
    github: { folder: '.github/workflows', runner: 'ubuntu-24.04', actions: '' },
    gitea: { folder: '.gitea/workflows', runner: 'ubuntu-latest', actions: 'https://github.com/' },
    forgejo: { folder: '.forgejo/workflows', runner: 'docker', actions: 'https://code.forgejo.org/' },
  };

/** A commit each: a tag may be moved by whoever owns it. */
const pinned = {
  checkout: 'actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0',
  node: 'actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0',
};

/** A workflow that proves what is to be merged: no secret in clear, composed from the lab file, no errors, what it changes, brought up. It needs no key and no cluster. */
export function workflowFile({ repository }: LabCore, forge: Forge): BesideFile {
  const { folder, runner, actions } = forges[forge];
  const text = `# Composed by Gatehouse. The variable GATEHOUSE_PACKAGE of this repository says where it is taken from: the address of a package, as npm
# takes it, with its version or commit. The name alone would be another project's package.
name: gatehouse
on:
  pull_request:
  push:
    branches: [${JSON.stringify(repository.branch)}]
permissions:
  contents: read
jobs:
  prove:
    runs-on: ${runner}
    timeout-minutes: 20
    steps:
      - uses: ${actions}${pinned.checkout}
        with:
          persist-credentials: false
          # All of the history: what a change does is told against where it goes.
          fetch-depth: 0
      - uses: ${actions}${pinned.node}
        with:
          node-version: 24
      - name: Install
        env:
          GATEHOUSE_PACKAGE: \${{ vars.GATEHOUSE_PACKAGE }}
        run: npm install --global --ignore-scripts "\${GATEHOUSE_PACKAGE:?set this variable to the package of Gatehouse}"
      - name: No secret in clear
        run: gatehouse secrets check .
      - name: Composed from the lab file
        if: hashFiles('lab.yaml') != ''
        run: gatehouse render . --check
      - name: No errors
        run: gatehouse check .
      - name: What the change does
        if: github.event_name == 'pull_request'
        env:
          BASE: \${{ github.event.pull_request.base.sha }}
        run: gatehouse diff "$BASE" . --format markdown >> "\${GITHUB_STEP_SUMMARY:-/dev/stdout}" || [ $? -eq 1 ]
      - name: Brought up in the embedded cluster
        run: gatehouse up .
`;
  return { path: `${folder}/gatehouse.yaml`, text };
}
