import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the page also works below a path and from any port.
  base: "./",
  // No asset becomes a data: address and no script is inlined, so a policy of 'self' is enough.
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
