import { plainVariableName, variableName } from './secret-names.js';
import { type JsonSchema, leaf, section, text, texts, type ValueNode, wholeNumber } from './value.js';

/** What the programs are told. The same for all of them, since a job says only which app it is of. */
export function configurationValues(configuration: JsonSchema): Readonly<Record<string, ValueNode>> {
  return {
    config: leaf(
      `Configuration file, with the keys of docs/configuration.md. It is kept in a ConfigMap, so a secret in it is a reference, \`\${NAME}\`, to a variable of \`existingSecret\` or \`secrets\`. What other values of the chart say cannot be said here.`,
      configuration,
      {},
    ),
    configFrom: section('A configuration file of your own making, instead of `config`.', {
      existingSecret: text('Secret that holds it.'),
      key: text('Its key there. It ends in `.json` or `.toml`.', 'config.json', {
        pattern: '^[-._a-zA-Z0-9]+\\.(json|toml)$',
      }),
    }),
    app: section('The one app that there is when the configuration names none.', {
      id: text('Its id. Empty: `app-id`.'),
      key: text('Its key. Empty: `app-key`.'),
      existingSecret: text('Secret that holds its secret. Empty: it is `app-secret`, as everybody knows.'),
      existingSecretKey: text('Its key there.', 'secret', { minLength: 1 }),
    }),
    env: leaf(
      'Environment variables of all programs. Not for secrets.',
      { type: 'object', propertyNames: plainVariableName, additionalProperties: { type: 'string' } },
      {},
    ),
    secrets: {
      ...texts(
        'Environment variables that the chart keeps in a Secret. They are also in the values of the release, so `existingSecret` is better.',
      ),
      schema: { type: 'object', propertyNames: variableName, additionalProperties: { type: 'string' } },
    },
    existingSecret: text('Secret whose keys become environment variables of all programs.'),
    drain: section(
      'How a server leaves. `server.terminationGracePeriodSeconds` must be at least the sum of delay, window, a sleep in `lifecycle.preStop`, and 10.',
      {
        delaySeconds: wholeNumber(
          'Time of normal service after the stop signal, while load balancers learn of it.',
          10,
        ),
        windowSeconds: wholeNumber('Time over which connections are closed, in random order.', 20),
        presenceGraceSeconds: wholeNumber(
          'Time in which a member that was moved may come back without having been away.',
          5,
        ),
      },
    ),
  };
}
