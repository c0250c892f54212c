// Installs everything that building and testing need, and nothing else.
import { installPackages } from './build.mjs';
import { ensurePrograms, forBrowser, forChecks, forFuzz, forInterop, forNative, forPage } from './programs.mjs';
import { main, say, stage } from './steps.mjs';

await main(async () => {
  await stage('Programs', () =>
    ensurePrograms([...forPage, ...forNative, ...forInterop, ...forFuzz, ...forBrowser, ...forChecks]),
  );
  await installPackages();
  say('Everything is here.');
});
