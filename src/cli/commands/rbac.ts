import type { EngineName } from '../../app/live/live-report.ts';
import { GatehouseError } from '../../core/errors.ts';
import { type AddCommand, type CommonOptions, parseEngine, withCommonOptions } from '../command.ts';

interface RbacOptions extends CommonOptions {
  readonly write?: boolean;
  readonly engine?: EngineName;
  readonly to?: string;
}

export const addRbac: AddCommand = (program, terminal, done) => {
  withCommonOptions(program.command('rbac'))
    .description('the rights that commands need on a real cluster, as YAML for kubectl apply')
    .argument('[path]', 'with --write: the lab or repository that is brought up, for its kinds alone (default: any)')
    .option('--write', 'those that up --context needs as well; all others only read')
    .option(
      '--engine <name>',
      'with --write: flux, or direct, which applies, prunes and installs everything itself (default: what the path is for, else flux)',
      parseEngine,
    )
    .option('--to <subject>', 'who gets them: User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME')
    .addHelpText('after', '\nexit: 0 printed, 2 could not run')
    .action(async (path: string | undefined, { write, to, engine, output }: RbacOptions) => {
      if (write !== true && (path !== undefined || engine !== undefined))
        throw new GatehouseError(`${path ?? '--engine'}: whoever only reads needs the same for everything`, {
          hint: 'add --write, or leave it out',
        });
      const { rbacObjects, rbacOf } = await import('../../app/rbac.ts');
      const wanted = { write: write === true, subject: to, engine };
      const objects = path === undefined ? rbacObjects(wanted) : await rbacOf(path, wanted);
      if (output === 'json') {
        const { printJson } = await import('../../report/json.ts');
        terminal.print(printJson({ apiVersion: 'v1', kind: 'List', items: objects }));
      } else {
        const { writeYamlStream } = await import('../../kube/yaml-write.ts');
        terminal.print(writeYamlStream(objects).trimEnd());
      }
      done(0);
    });
};
