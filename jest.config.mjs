// Three projects, one runner: `unit` reads the sources next to it and starts no server; `system` (the
// folders `test`) starts real servers, ours or Redis, and speaks to them; `long` is the part of it that takes minutes.
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', explicitResourceManagement: true },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  },
];

const transform = { '^.+\\.(ts|mjs)$': swc, '/node_modules/jose/.+\\.js$': swc };

const shared = {
  transform,
  // jose is published as ES modules only, and Jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(\\.pnpm/jose@|jose/))'],
  testEnvironment: 'node',
  // Workspace packages are read from their sources: no build is needed to run a test.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  extensionsToTreatAsEsm: [],
};

export default {
  // Jest's five seconds cannot tell a test that hangs from a machine that has much else to do.
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/packages/*/src/**/*.test.ts',
        '<rootDir>/apps/*/src/**/*.test.ts',
        '<rootDir>/scripts/**/*.test.mjs',
      ],
    },
    {
      ...shared,
      displayName: 'system',
      globalSetup: '<rootDir>/scripts/tests/bundle-before-tests.mjs',
      testMatch: ['<rootDir>/apps/*/test/**/*.test.ts', '<rootDir>/packages/*/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.long\\.test\\.ts$', '/node_modules/'],
    },
    {
      ...shared,
      displayName: 'long',
      globalSetup: '<rootDir>/scripts/tests/bundle-before-tests.mjs',
      testMatch: ['<rootDir>/apps/*/test/**/*.long.test.ts', '<rootDir>/packages/*/test/**/*.long.test.ts'],
    },
  ],
};
