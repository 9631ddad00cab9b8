import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { certificateController } from './controller-certificate.ts';
import { challengeController } from './controller-challenge.ts';
import { ingressShimController } from './controller-ingress-shim.ts';
import { issuerControllers } from './controller-issuer.ts';
import { orderController } from './controller-order.ts';
import { requestController } from './controller-request.ts';

/** The controllers of cert-manager, in the order they are switched on. */
export const certManagerControllers = (options: ControllerOptions): readonly Controller[] => [
  ...issuerControllers(options),
  ingressShimController(options),
  certificateController(options),
  requestController(options),
  orderController(options),
  challengeController(options),
];
