import { isOriginAllowed } from './origin.js';

const allowed: [patterns: string[], origin: string | undefined][] = [
  [[], undefined],
  [[], 'https://anything.example'],
  [['*'], undefined],
  [['any'], 'null'],
  [['https://example.com'], 'https://example.com'],
  [['https://Example.com'], 'HTTPS://EXAMPLE.COM'],
  [['https://example.com:8443'], 'https://example.com:8443'],
  [['example.com'], 'https://example.com'],
  [['example.com'], 'http://example.com'],
  [['example.com:3000'], 'http://example.com:3000'],
  [['*.example.com'], 'https://example.com'],
  [['*.example.com'], 'https://a.b.example.com'],
  [['https://*.example.com'], 'https://a.example.com'],
  [['http://localhost:*'], 'http://localhost:5173'],
  [['https://other.example', 'https://example.com'], 'https://example.com'],
];

const refused: [patterns: string[], origin: string | undefined][] = [
  [['https://example.com'], undefined],
  [['https://example.com'], ''],
  [['https://example.com'], 'http://example.com'],
  [['https://example.com'], 'https://example.com.evil.example'],
  [['https://example.com'], 'https://example.com:8443'],
  [['example.com'], 'https://evil-example.com'],
  [['example.com'], 'https://example.com:3000'],
  [['*.example.com'], 'https://evil-example.com'],
  [['*.example.com'], 'https://example.com.evil.example'],
  [['https://*.example.com'], 'https://example.com'],
  [['https://*.example.com'], 'http://a.example.com'],
  [['http://localhost:*'], 'http://localhost'],
];

test.each(allowed)('%j allows %j', (patterns, origin) => {
  expect(isOriginAllowed(patterns, origin)).toBe(true);
});

test.each(refused)('%j refuses %j', (patterns, origin) => {
  expect(isOriginAllowed(patterns, origin)).toBe(false);
});
