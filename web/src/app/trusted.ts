// The addresses of our own scripts. The page asks browsers to take script addresses from a policy only
// (require-trusted-types-for in index.html); this is that policy.
interface Policy {
  createScriptURL(url: string): unknown;
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

let policy: Policy | undefined;

/** scriptUrl gives a script's address in the form that this browser wants. It is for addresses of this page's own build. */
export function scriptUrl(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  policy ??= trustedTypes?.createPolicy('handshake-playground', { createScriptURL: (own) => own });
  // The types of the DOM know strings only.
  return (policy ? policy.createScriptURL(url) : url) as string;
}
