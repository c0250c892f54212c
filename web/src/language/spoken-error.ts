// An error for people: its message is in the language that is spoken when it is read, not when it happened.
export class SpokenError extends Error {
  constructor(say: () => string, options?: ErrorOptions) {
    super(undefined, options);
    Object.defineProperty(this, 'message', { get: say });
  }
}
