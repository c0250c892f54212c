// One protected record, taken apart along the lengths that its form has. The bytes are those of the trace.
import { eventAt } from '../../lesson/moments.js';
import type { Named } from '../../lesson/types.js';
import type { TraceModel } from '../../trace/model.js';
import type { EstablishedEvent, RecordEvent, ValueEvent } from '../../trace/types.js';

export interface TakenApart {
  readonly by: RecordEvent['by'];
  readonly suite: string;
  readonly key: ValueEvent;
  readonly iv: ValueEvent;
  readonly sequence: number;
  readonly nonce: string;
  /** How the nonce comes from the IV and the sequence number. */
  readonly join: 'xor' | 'after';
  readonly additional: string;
  readonly plaintext: string;
  readonly header: string;
  /** What of the nonce travels with the record. */
  readonly explicit: string;
  readonly ciphertext: string;
  readonly tag: string;
}

// AES-GCM and ChaCha20-Poly1305 both end in a tag of 16 bytes (RFC 5116, RFC 8439); the header has 5.
const tagDigits = 32;
const headerDigits = 10;

/** takenApart gives the record that carries a message; null: there is none, or its form is another. */
export function takenApart(model: TraceModel, of: Named): TakenApart | null {
  const event = of.message === undefined ? undefined : eventAt(model, of);
  const message = event?.kind === 'message' ? event : undefined;
  const record = message && model.records(message)[0];
  if (record?.key === undefined || record.iv === undefined || record.sequence_number === undefined) return null;
  const { form, bytes, nonce, additional_data: additional, plaintext } = record;
  const [key, iv] = [model.value(record.key), model.value(record.iv)];
  const aead = form === undefined || form === 'tls12_gcm' || form === 'tls12_chacha20_poly1305';
  if (!aead || !key || !iv || nonce === undefined || additional === undefined || plaintext === undefined) return null;
  const after = form === 'tls12_gcm';
  const begin = headerDigits + (after ? nonce.length - iv.bytes!.length : 0);
  const established = model.events.find((e): e is EstablishedEvent => e.kind === 'established');
  return {
    by: record.by,
    suite: established?.cipher_suite ?? '',
    key,
    iv,
    sequence: record.sequence_number,
    nonce,
    join: after ? 'after' : 'xor',
    additional,
    plaintext,
    header: bytes.slice(0, headerDigits),
    explicit: bytes.slice(headerDigits, begin),
    ciphertext: bytes.slice(begin, -tagDigits),
    tag: bytes.slice(-tagDigits),
  };
}
