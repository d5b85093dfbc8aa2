import type { Device, DeviceState } from '../model/device.js';
import type { Provider } from '../model/provider.js';
import { providerOf, type Recipient, tokenHash } from '../model/recipient.js';

/** A device as it is answered: without token, metadata and identity. */
export interface DeviceView {
  readonly appId: string;
  readonly id: string;
  readonly clientId?: string;
  readonly formFactor: Device['formFactor'];
  readonly platform: Device['platform'];
  readonly timezone: string;
  readonly locale: string;
  readonly lastActiveAtMs?: number;
  readonly pushState: DeviceState;
  readonly pushFailureCount: number;
  readonly pushErrorReason?: string;
  readonly recipient: {
    readonly transportType: Recipient['transportType'];
    readonly provider: Provider;
    readonly tokenHash: string;
  };
}

export function toDeviceView(appId: string, device: Device): DeviceView {
  const { id, clientId, formFactor, platform, timezone, locale, lastActiveAtMs, recipient } = device;
  const { state, failureCount, errorReason } = device;
  return {
    ...{ appId, id, ...(clientId !== undefined && { clientId }), formFactor, platform, timezone, locale },
    ...(lastActiveAtMs !== undefined && { lastActiveAtMs }),
    ...{ pushState: state, pushFailureCount: failureCount },
    ...(errorReason !== undefined && { pushErrorReason: errorReason }),
    recipient: {
      ...{ transportType: recipient.transportType, provider: providerOf(recipient) },
      tokenHash: tokenHash(recipient),
    },
  };
}
