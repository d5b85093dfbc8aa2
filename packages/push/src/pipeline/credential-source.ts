import type { Credential } from '../model/credential.js';
import type { Provider } from '../model/provider.js';

/** Port: what an app shows a provider now. Asked for each batch, so whoever implements it should remember. */
export interface CredentialSource {
  /** @returns undefined when the app has none @throws QueueAwayError */
  resolve<Kind extends Provider>(
    appId: string,
    provider: Kind,
  ): Promise<Extract<Credential, { provider: Kind }> | undefined>;
}
