import { defineConfig } from "@playwright/test";

const PORT = Number(process.env["CONSOLE_TEST_PORT"] ?? 4280);
const PYTHON = ".venv/bin/python";

export default defineConfig({
  testDir: "e2e",
  outputDir: "e2e/results/runs",
  fullyParallel: true,
  workers: 2,
  retries: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  forbidOnly: true,
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    locale: "en-GB",
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 900 },
    contextOptions: { reducedMotion: "reduce" },
    trace: "on-first-retry",
    launchOptions: {
      // The system's own browser: nothing is downloaded.
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "start", testMatch: "start.setup.ts", fullyParallel: false },
    // The longest first.
    { name: "story", testMatch: "story.spec.ts", dependencies: ["start"] },
    { name: "walks", testMatch: "*.spec.ts", testIgnore: "story.spec.ts", dependencies: ["start"] },
  ],
  webServer: {
    command: `${PYTHON} -m local --port ${PORT}`,
    cwd: "..",
    url: `http://127.0.0.1:${PORT}/health`,
    timeout: 240_000,
    // Somebody's own, where its port is named; never one that was left over.
    reuseExistingServer: process.env["CONSOLE_TEST_PORT"] !== undefined,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  },
});
