// The lessons that ship with the page: web/public/lessons/ID.json.
export const shipped: readonly string[] = ['ephemeral-dhe', 'ephemeral-ecdhe'];
