import { defineConfig } from '@playwright/test';

/** Journeys run the real binary; see e2e/fixtures.ts for how it is started. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each test starts its own server, and two cores carry two. Those that mostly
  // wait begin first, one at a time, so that none is left alone at the end.
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: 'patient', grep: /@patient/, workers: 1 },
    { name: 'journeys', grepInvert: /@patient/ },
  ],
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 5000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.TIEXIN_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
