import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import type { SourcedObject } from '../../../kube/origin.ts';
import type { Service } from '../../../kube/types.ts';
import { examplePool, exampleService } from '../rule-examples.ts';
import { poolsOf } from '../rule-objects.ts';

/** A class that people give to Services because they think MetalLB wants it. */
const ofMetallb = /(^|[./])metallb/i;

const printed = ({ object }: SourcedObject): string =>
  JSON.stringify(object, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

const exampleOf = (loadBalancerClass: string) => {
  const service = exampleService('gate');
  return { ...service, spec: { ...(service.spec as object), loadBalancerClass } };
};

/** A Service names a class, and MetalLB was started for none: it leaves the Service alone. */
export const loadBalancerClassOfNobody: ObjectsRule = {
  id: 'load-balancer-class-of-nobody',
  needs: 'objects',
  severity: 'warning',
  summary:
    'A Service is of a loadBalancerClass that nothing among the files serves, and MetalLB serves those without one.',
  why: 'MetalLB handles Services of the class it was started for (--lb-class), by default of none (metallb internal/k8s/controllers/service_controller.go filterByLoadBalancerClass); other load balancers have classes of their own',
  check: (input) => {
    if (poolsOf(input).length === 0) return [];
    const services = input.ofKind('Service', '');
    const others = input.objects.filter((each) => !services.includes(each)).map(printed);
    return services.flatMap((on): readonly Problem[] => {
      const { type, loadBalancerClass: name } = (on.object as Service).spec ?? {};
      if (type !== 'LoadBalancer' || !name || name.includes('$')) return [];
      // Whatever names it, in values or arguments, may serve it.
      if (others.some((text) => text.includes(name))) return [];
      const path = ['spec', 'loadBalancerClass'];
      const message = `nothing here is said to serve the class ${name}: MetalLB leaves Services with a class alone unless it is started for it`;
      const hint = 'leave loadBalancerClass out, or set it in the values of MetalLB, too';
      if (input.isWhole && ofMetallb.test(name)) return [{ on, path, message, hint }];
      return [{ on, path, message, severity: 'unknown', knownBy: `what serves the class ${name}` }];
    });
  },
  examples: {
    passing: [examplePool('lan', ['192.168.88.60/32']), exampleService('gate')],
    failing: [examplePool('lan', ['192.168.88.60/32']), exampleOf('metallb'), exampleOf('vpn')],
  },
};
