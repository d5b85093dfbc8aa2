import { TargetGuard } from '@shoal/outbound';
import { RecipientParser, type RecipientParserOptions } from '../recipient-parser.js';

export function createTestRecipients(values: Partial<RecipientParserOptions> = {}): RecipientParser {
  const guard = new TargetGuard({ allowPrivateTargets: values.allowPrivateTargets ?? false });
  return new RecipientParser({ guard, allowPrivateTargets: false, ...values });
}

/** A point and a secret of a browser's subscription: right in form. */
export const webKeys = {
  p256dh: Buffer.alloc(65, 4).toString('base64url'),
  auth: Buffer.alloc(16, 1).toString('base64url'),
};
