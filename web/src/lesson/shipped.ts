// The lessons that ship with the page, in their order: web/public/lessons/ID.json.
export const shipped: readonly string[] = ['ephemeral-dhe', 'eight-steps', 'key-exchange', 'session-keys'];
