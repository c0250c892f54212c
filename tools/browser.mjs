// A browser for tests and screenshots: the Chromium of this machine, driven by playwright-core.
import { chromium as playwright } from 'playwright-core';
import { chromium } from './programs.mjs';
import { Failure } from './steps.mjs';

// Chromium takes only the last --disable-features, so these come first: Playwright's own that matter here.
const features = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'OptimizationHints',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  // For each window Chromium renders the lists below its address bar, which nobody sees: as much work as our page is.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

// launch starts Chromium without a window. CHROMIUM in the environment names another one.
export async function launch(options = {}) {
  const executablePath = chromium();
  if (!executablePath) throw new Failure('Chromium is missing. Debian: apt-get install chromium');
  // Chromium's own sandbox does not work for root, which is what containers run as.
  const sandbox = process.getuid?.() !== 0;
  return playwright.launch({
    executablePath,
    chromiumSandbox: sandbox,
    ...options,
    args: [`--disable-features=${features}`, ...(options.args ?? ['--disable-dev-shm-usage', '--disable-gpu'])],
  });
}
