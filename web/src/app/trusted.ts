// The addresses of our own scripts. The page asks browsers to take script addresses from a policy only
// (require-trusted-types-for in index.html); this is that policy.
interface Policy {
  createScriptURL(url: string): unknown;
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

let policy: Policy | undefined;

// Another origin's script is refused. (A blob that the page made has the page's origin.)
function own(url: string): string {
  const full = new URL(url, document.baseURI);
  if (full.origin !== new URL(document.baseURI).origin) throw new TypeError(`Not a script of this page: ${full.href}`);
  return full.href;
}

/**
 * scriptUrl gives a script's address in the form that this browser wants. Relative ones are meant from the page; one of another origin is a TypeError.
 */
export function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  policy ??= trustedTypes?.createPolicy('handshake-playground', { createScriptURL: own });
  // The types of the DOM know strings only.
  return (policy ? policy.createScriptURL(url) : own(url)) as string;
}
