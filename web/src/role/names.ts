/** The name of a value whose very existence only its owner knows. */
export const nameless = 'veiled';
/** Stands for an input that is withheld. */
export const withheldInput = '…';
