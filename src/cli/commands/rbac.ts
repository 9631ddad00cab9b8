import { type AddCommand, type CommonOptions, withCommonOptions } from '../command.ts';

interface RbacOptions extends CommonOptions {
  readonly write?: boolean;
  readonly to?: string;
}

export const addRbac: AddCommand = (program, terminal, done) => {
  withCommonOptions(program.command('rbac'))
    .description('the rights that commands need on a real cluster, as YAML for kubectl apply')
    .option('--write', 'those that up --context needs as well; all others only read')
    .option('--to <subject>', 'who gets them: User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME')
    .addHelpText('after', '\nexit: 0 printed, 2 could not run')
    .action(async ({ write, to, output }: RbacOptions) => {
      const { rbacObjects } = await import('../../app/rbac.ts');
      const objects = rbacObjects({ write: write === true, subject: to });
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
