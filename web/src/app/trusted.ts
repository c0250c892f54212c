// The page's Trusted Types policy: scripts that start by their address (workers) are the page's own, or do not start.
interface Policy {
  createScriptURL(url: string): unknown;
}
interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

// A blob is made by the page itself; its origin is that of the page too.
function own(url: string): string {
  const full = new URL(url, document.baseURI);
  if (full.origin !== new URL(document.baseURI).origin) throw new TypeError(`Not a script of this page: ${full.href}`);
  return full.href;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy('handshake-playground', { createScriptURL: own });

/**
 * scriptUrl gives an address of a script in the form that `new Worker` and `register` take: a TrustedScriptURL where
 * the browser has them, else a string. Another origin's address is a TypeError.
 */
export const scriptUrl = (url: string): string => (policy ? (policy.createScriptURL(url) as string) : own(url));
