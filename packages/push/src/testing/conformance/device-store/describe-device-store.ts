import { describeAudiences } from './audiences.js';
import type { DeviceStoreSubject } from './device-store-subject.js';
import { describeHealth } from './health.js';
import { describeRegistrations } from './registrations.js';
import { describeSubscriptions } from './subscriptions.js';

/** Declares what every DeviceStore promises. */
export function describeDeviceStore(subject: DeviceStoreSubject): void {
  describe(`${subject.name} as a DeviceStore`, () => {
    describeRegistrations(subject);
    describeSubscriptions(subject);
    describeAudiences(subject);
    describeHealth(subject);
  });
}
