import type { Controller } from '../../cluster/controller.ts';
import type { ControllerOptions } from '../system.ts';
import { challengeController } from './acme/challenge-controller.ts';
import { orderController } from './acme/order-controller.ts';
import { certificateController } from './certificates/certificate-controller.ts';
import { requestController } from './certificates/request-controller.ts';
import { ingressShimController } from './ingress-shim/ingress-shim-controller.ts';
import { issuerControllers } from './issuers/issuer-controller.ts';

/** The controllers of cert-manager, in the order they are switched on. */
export const certManagerControllers = (options: ControllerOptions): readonly Controller[] => [
  ...issuerControllers(options),
  ingressShimController(options),
  certificateController(options),
  requestController(options),
  orderController(options),
  challengeController(options),
];
