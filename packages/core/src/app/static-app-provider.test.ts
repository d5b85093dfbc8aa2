import { describeAppProvider } from '../testing/index.js';
import { StaticAppProvider } from './static-app-provider.js';

describeAppProvider({
  name: 'StaticAppProvider',
  create: (apps) => ({ provider: new StaticAppProvider(apps), [Symbol.asyncDispose]: async () => {} }),
});
