import tseslint from "typescript-eslint";

// Whatever turns a string into markup is banned: a comment's text must never become HTML in the host's page.
const markup = ["innerHTML", "outerHTML", "srcdoc"].map((name) => ({
  selector: `MemberExpression[property.name='${name}'], Property[key.name='${name}'], JSXAttribute[name.name='${name}']`,
  message: "Build nodes with h(); text must never become markup.",
}));
const calls = ["insertAdjacentHTML", "write", "writeln", "createContextualFragment", "parseFromString", "setHTMLUnsafe"].map(
  (name) => ({
    selector: `CallExpression[callee.property.name='${name}']`,
    message: "Build nodes with h(); text must never become markup.",
  }),
);

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "build/**"] },
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts", "**/*.tsx"],
    rules: {
      "no-restricted-syntax": ["error", ...markup, ...calls],
      "no-eval": "error",
      "no-implied-eval": "error",
      eqeqeq: "error",
      "max-lines": ["error", { max: 250 }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^(h|Fragment)$" }],
    },
  },
);
