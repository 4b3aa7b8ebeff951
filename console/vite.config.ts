import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Served below /console/ everywhere: by the local runtime and by CloudFront.
  base: "/console/",
  plugins: [react()],
  build: {
    target: "es2022",
    // The content security policy allows no inline script and no data: URL but for pictures.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    manifest: true,
  },
  test: {
    environment: "node",
    include: ["tests/**/*.test.{ts,tsx}"],
  },
});
