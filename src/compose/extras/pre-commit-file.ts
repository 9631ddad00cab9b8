import type { BesideFile } from '../composed-object.ts';

const text = `# Composed by Gatehouse, for pre-commit (https://pre-commit.com): \`pre-commit install\` has it run before each commit.
# The hooks run the gatehouse that is on the PATH.
repos:
  - repo: local
    hooks:
      - id: gatehouse-secrets
        name: no secret in clear
        entry: gatehouse secrets check
        language: system
        pass_filenames: false
        files: \\.(ya?ml|json|env|ini)$
      - id: gatehouse-check
        name: the platform has no errors
        entry: gatehouse check
        language: system
        pass_filenames: false
        files: \\.(ya?ml|json)$
`;

/** What is looked at before a commit: secrets in clear first, for they cannot be taken back. */
export const preCommitFile = (): BesideFile => ({ path: '.pre-commit-config.yaml', text });
