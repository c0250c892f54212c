// The lessons that ship with the page, in their order: web/public/lessons/ID.json.
export const shipped: readonly string[] = [
  'small-numbers',
  'ephemeral-dhe',
  'ephemeral-ecdhe',
  'eight-steps',
  'key-exchange',
  'session-keys',
  'forward-secrecy',
  'identity',
  'network',
];
