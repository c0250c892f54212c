import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import globals from 'globals';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['build/', 'dist/', 'node_modules/', 'wasm/dist/', 'tests/vectors/', 'tests/golden/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    // Tests of the page hand functions to the browser.
    files: [
      'tests/web/**/*.mjs',
      'tests/pack/**/*.mjs',
      'tests/bench/page.mjs',
      'tools/screenshot.mjs',
      'tools/screenshots.mjs',
    ],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    files: ['examples/**/*.js', 'web/**/*.js'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommended, lit.configs['flat/recommended']],
    languageOptions: { globals: globals.browser },
    rules: { '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-globals': ['error', 'event', 'name'],
    },
  },
);
