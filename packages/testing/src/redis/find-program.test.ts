import { findProgram } from './find-program.js';

it('finds a program on the PATH', () => {
  expect(findProgram('sh', 'dash')).toMatch(/\/sh$/);
});

it('a missing program says how to get it', () => {
  expect(() => findProgram('redis-server', 'redis-server', '/nowhere')).toThrow(
    /no redis-server on the PATH.*apt-get install --yes redis-server/,
  );
});
