// Where a page keeps what it shows: in the address of its window, or, inside somebody else's page, in itself.

import { hashHere, keepHash } from './here.js';

/** A Place holds a hash as address.ts writes it. */
export interface Place {
  /** Whether it is the address of the window: then its links can be copied, and there is a way back. */
  readonly ofWindow: boolean;
  readonly hash: string;
  /** `push` makes a new entry of the history, `replace` changes the one that is there. */
  write(hash: string, how: 'push' | 'replace'): void;
  /** follow calls back when somebody else has changed it. It gives a function that stops it. */
  follow(then: () => void): () => void;
}

/** The address of the window. Some frames (srcdoc) may not change theirs; there it is kept here. */
export const windowPlace: Place = {
  ofWindow: true,
  get hash() {
    return hashHere();
  },
  write(hash, how) {
    if (hash !== hashHere()) keepHash(hash, how);
  },
  follow(then) {
    addEventListener('popstate', then);
    return () => removeEventListener('popstate', then);
  },
};

/** ownPlace is a place of one's own. */
export function ownPlace(begin: string): Place {
  let hash = begin;
  return {
    ofWindow: false,
    get hash() {
      return hash;
    },
    write(next) {
      hash = next;
    },
    follow: () => () => undefined,
  };
}
