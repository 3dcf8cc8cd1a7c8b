import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/counterparts/**"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
