import eslint from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

/** The star of packages: each imports core, the ones named here one sibling more, and those named 'all' any. */
const beyondCore = {
  'backend-wasm': ['codegen'],
  compile: ['codegen'],
  evaluation: ['data'],
  leo: ['outer'],
  rl: ['outer'],
};
const mayImportAll = ['cli'];
/** What tests import beside that and the testkit: the compiler is tested on what it is made for. */
const beyondCoreInTests = {
  compile: ['backend-wasm', 'blackbox', 'inner', 'metric', 'outer', 'training'],
};

// Without a fresh project graph in its cache the boundary rule checks nothing.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: true });

const packages = readdirSync(new URL('packages', import.meta.url));
const scope = (name) => `scope:${name}`;

function starOf(name, inTests) {
  if (mayImportAll.includes(name)) return ['*'];
  const alsoInTests = inTests ? ['testkit', ...(beyondCoreInTests[name] ?? [])] : [];
  return [name, 'core', ...(beyondCore[name] ?? []), ...alsoInTests].map(scope);
}

/** Who may import whom; tests may use the testkit as well. */
const boundaries = (inTests) => [
  'error',
  {
    allowCircularSelfDependency: true,
    // core's tests use the testkit, which is made of core.
    ignoredCircularDependencies: [['@innerloop/core', '@innerloop/testkit']],
    depConstraints: [
      ...packages.map((name) => ({ sourceTag: scope(name), onlyDependOnLibsWithTags: starOf(name, inTests) })),
      { sourceTag: 'type:workspace', onlyDependOnLibsWithTags: ['*'] },
    ],
  },
];

const noNodeModules = 'Library entries run in a browser: Node modules stand behind src/node.ts or in src/node/.';

const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'No default exports: a name is found by search and renamed by tools.',
};
const noVariable = {
  selector: [
    'MemberExpression[object.name="tf"][property.name="variable"]',
    'TSQualifiedName[left.name="tf"][right.name="Variable"]',
    'ImportSpecifier[imported.name=/^[vV]ariable$/]',
  ].join(', '),
  message: 'No tf.Variable: contract functions are pure, parameters in and values out.',
};
const noNodeImportCall = {
  selector: 'ImportExpression[source.value=/^node:/]',
  message: noNodeModules,
};
const noEnum = { selector: 'TSEnumDeclaration', message: 'No enum: a union of string literals needs no run time.' };

const nodeModules = {
  paths: builtinModules.map((name) => ({ name, message: noNodeModules })),
  patterns: [{ group: ['node:*'], message: noNodeModules }],
};

/** Globals that only Node or only a page has, or that a forgotten declaration would find in the DOM's types. */
const foreignGlobals = ['Buffer', 'process', 'global', 'require', 'module', '__dirname', '__filename', 'setImmediate'];
const pageGlobals = [
  'window',
  'document',
  'location',
  'navigator',
  'name',
  'event',
  'length',
  'status',
  'parent',
  'top',
];
const strayGlobals = ['self', 'origin', 'open', 'close', 'stop', 'find', 'print', 'scroll', 'history', 'screen'];

const impureCalls = [
  { object: 'Math', property: 'random', message: 'Randomness comes from a Key or a Seed.' },
  { object: 'Date', property: 'now', message: 'No clock in library code: a result depends on its inputs alone.' },
  {
    object: 'performance',
    property: 'now',
    message: 'No clock in library code: a result depends on its inputs alone.',
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/.tsbuild/**',
      '**/*.d.ts',
      'runs/**',
      '**/.snippets/**',
      '**/.cache/**',
      '**/coverage/**',
      '.nx/**',
      'docs/api/**',
      'docs/.vitepress/cache/**',
      'tools/plugin/files/**',
      // Compiled where it runs, in the projects of strangers.
      'tools/checks/strangers/**',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(true),
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      // A leading underscore says that something is left out on purpose, as in `const { name: _name, ...rest } = x`.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Contracts are records of functions, none of which reads `this`: taking one out of its record is the style.
      '@typescript-eslint/unbound-method': 'off',
      // A default is an answer for all others; without one, every case has its own.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': ['error', noDefaultExport, noEnum],
      // Its complaint is a guess; an index within bounds, in a loop over typed arrays, is the case where it is wrong.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Published coefficients keep all their digits.
      'no-loss-of-precision': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(false),
      'max-lines': ['error', { max: 160, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', ...foreignGlobals, ...pageGlobals, ...strayGlobals],
      'no-restricted-imports': ['error', nodeModules],
      'no-restricted-properties': ['error', ...impureCalls],
      'no-restricted-syntax': ['error', noDefaultExport, noEnum, noVariable, noNodeImportCall],
    },
  },
  {
    // An entry is a list of what there is, not code to be cut.
    files: ['packages/*/src/index.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['packages/*/src/node.ts', 'packages/*/src/node/**/*.ts', 'packages/cli/src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...pageGlobals, ...strayGlobals],
      'no-restricted-imports': 'off',
      'no-restricted-syntax': ['error', noDefaultExport, noEnum, noVariable],
    },
  },
  {
    files: ['packages/cli/src/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['*.config.ts', 'docs/*.ts', 'docs/.vitepress/*.ts', 'tools/reporters/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnum] },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
);
