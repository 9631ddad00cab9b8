import type { DynamicDraft } from '../model/dynamic-configuration.ts';
import type { ProviderSettings } from '../model/static-configuration.ts';
import type { TraefikObjects } from '../read-objects.ts';

/** What the Ingress provider reads, how it is set, and the draft it writes. */
export interface IngressContext {
  readonly settings: ProviderSettings;
  readonly objects: TraefikObjects;
  readonly draft: DynamicDraft;
  readonly defaultRuleSyntax: string;
}
