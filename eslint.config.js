import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Style and correctness. Who may import whom is in .dependency-cruiser.js; `npm run lint` runs both. */
export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'out/**', '**/__fixtures__/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // One file with such a line gives the types of Node or the DOM to its whole project.
      '@typescript-eslint/triple-slash-reference': ['error', { lib: 'never', path: 'never', types: 'never' }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union; enums are not erasable.' },
        { selector: 'ExportDefaultDeclaration', message: 'Name what is exported.' },
        {
          selector:
            'CallExpression[callee.property.name=/^(only|skip|todo)$/][callee.object.name=/^(it|test|describe)$/]',
          message: 'A focused or skipped test hides the others.',
        },
      ],
    },
  },
  { files: ['*.config.{js,ts}', '.dependency-cruiser.js'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['scripts/**', 'worker/entries/**', 'e2e/**'], rules: { 'no-console': 'off' } },
);
