import { RefusedTargetError } from '@shoal/outbound';
import { EndpointRules } from './endpoint-rules.js';

it.each(['https://push.example/x', 'https://push.example:8443/x'])(
  'takes %s when nothing is said',
  (endpoint) => {
    expect(new EndpointRules().parse(endpoint).href).toBe(endpoint);
  },
);

it.each(['http://push.example/x', 'https://user:secret@push.example/x', 'push.example', ''])(
  'never takes "%s"',
  (endpoint) => {
    expect(() => new EndpointRules().parse(endpoint)).toThrow(RefusedTargetError);
  },
);

it.each([
  ['https://push.example/', true],
  ['https://PUSH.example./', true],
  ['https://a.services.example/', true],
  ['https://a.b.services.example/', true],
  ['https://services.example/', false],
  ['https://evilservices.example/', false],
  ['https://bad.services.example/', false],
  ['https://other.example/', false],
])('with hosts allowed and denied, takes %s: %s', (endpoint, isTaken) => {
  const rules = new EndpointRules({
    allowedHosts: ['Push.example', '*.services.example'],
    deniedHosts: ['bad.services.example'],
  });
  const parse = () => rules.parse(endpoint);
  if (isTaken) expect(parse()).toBeInstanceOf(URL);
  else expect(parse).toThrow(RefusedTargetError);
});
