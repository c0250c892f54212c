// How to compute a value of the trace elsewhere: a program of its own for Python, or commands for openssl, made from the
// operation and its inputs. The page computes nothing here; it writes down what to run.
import type { Field, Input, MessageEvent, TraceEvent, ValueEvent } from '../trace/types.js';
import * as python from './python.js';

export interface Recipe {
  readonly language: 'python' | 'shell';
  readonly code: string;
  /** What the code prints: the bytes of the value in hexadecimal, or that openssl finds the signature right. */
  readonly prints: 'value' | 'verdict';
}

/** Why a value cannot be computed again. The words stand in prose/en/recompute.json. */
export type Reason = 'draw' | 'choose' | 'withheld' | 'padding' | 'unknown';

export type Recomputation = Recipe | { readonly why: Reason };

class Cannot extends Error {
  constructor(readonly why: Reason) {
    super(why);
  }
}

/** recomputation gives the code that computes a value again, or says why there is none. */
export function recomputation(value: ValueEvent, events: readonly TraceEvent[]): Recomputation {
  try {
    if (value.bytes === undefined) throw new Cannot('withheld');
    const recipe = entry(recipes, value.operation);
    if (!recipe) throw new Cannot('unknown');
    return recipe(new Inputs(value, events));
  } catch (error) {
    if (error instanceof Cannot) return { why: error.why };
    throw error;
  }
}

const hashNames: Readonly<Record<string, string | undefined>> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

// A trace may come from anywhere, and people will run this code: what is put into it is checked to be what it should be.
class Inputs {
  constructor(
    readonly value: ValueEvent,
    readonly events: readonly TraceEvent[],
  ) {}

  all(name: string): Input[] {
    return this.value.inputs.filter((input) => input.name === name);
  }
  one(name: string): Input {
    return this.all(name)[0] ?? unknown();
  }
  text(name: string): string {
    return this.one(name).text ?? unknown();
  }
  number(name: string): number {
    return checkedNumber(this.one(name).number);
  }
  hash(): string {
    return entry(hashNames, this.text('hash')) ?? unknown();
  }
  messages(input: Input): MessageEvent[] {
    return (input.messages ?? unknown()).map((id) => {
      const event = this.events[id];
      return event?.kind === 'message' ? event : unknown();
    });
  }
  /** bytes writes an input down as a variable, with the name of the value that it is. */
  bytes(name: string, variable: string): string {
    return this.assign(variable, this.one(name));
  }
  assign(variable: string, input: Input): string {
    return assignment(variable, ...this.hexOf(input));
  }
  hexOf(input: Input): [hex: string, note: string] {
    if (input.value === undefined) return [input.bytes ?? unknown(), ''];
    const event = this.events[input.value];
    if (event?.kind !== 'value') return unknown();
    if (event.bytes === undefined) throw new Cannot('withheld');
    return [event.bytes, event.name];
  }
}

const unknown = (): never => {
  throw new Cannot('unknown');
};
/** entry looks a name up that may be one of every object, as toString is. */
const entry = <T>(table: Readonly<Record<string, T | undefined>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
const checkedHex = (hex: string): string => (/^(?:[0-9a-f]{2})*$/.test(hex) ? hex : unknown());
const checkedNumber = (number: unknown): number =>
  Number.isSafeInteger(number) && Number(number) >= 0 ? Number(number) : unknown();
const checkedName = (name: string): string => (/^[\w-]*$/.test(name) ? name : '');

// A text of the trace holds bytes, one in each character.
function bytesLiteral(text: string): string {
  const escaped = [...text].map((c) => {
    const code = c.charCodeAt(0);
    if (code > 0xff) return unknown();
    return code < 0x20 || code > 0x7e || c === "'" || c === '\\' ? `\\x${code.toString(16).padStart(2, '0')}` : c;
  });
  return `b'${escaped.join('')}'`;
}

// Long values take several lines.
function hexLiteral(hex: string): string {
  const lines = checkedHex(hex).match(/.{1,64}/g) ?? [''];
  return lines.length < 3
    ? `bytes.fromhex('${lines.join('')}')`
    : `bytes.fromhex(\n${lines.map((line) => `    '${line}'`).join('\n')})`;
}

function assignment(variable: string, hex: string, note = ''): string {
  const about = checkedName(note);
  const line = `${variable} = ${hexLiteral(hex)}`;
  return about && about !== variable ? `# ${about}\n${line}` : line;
}

const inPython = (...parts: readonly string[]): Recipe => ({
  language: 'python',
  code: `${parts.join('\n')}\n`,
  prints: 'value',
});

// messageLines gives the handshake messages as a list of bytes.
function messageLines(inputs: Inputs): string {
  const messages = inputs.messages(inputs.one('messages'));
  return ['messages = []', ...messages.map((m) => messageLine(m))].join('\n');
}
function messageLine(message: MessageEvent, list = 'messages'): string {
  return `# ${checkedName(message.name)}\n${list}.append(${hexLiteral(message.bytes)})`;
}

// fieldsAt finds the fields of a path that leaves out the nodes of lists and the parts of extensions.
function fieldsAt(fields: readonly Field[], path: readonly string[]): Field[] {
  const [first, ...rest] = path;
  return fields.flatMap((field) => {
    const inside = field.fields ?? [];
    if (field.name !== first) return fieldsAt(inside, path);
    return rest.length > 0 ? fieldsAt(inside, rest) : [field];
  });
}

// What is fixed by the standard: zeros; the prime of a group of RFC 7919, and 2.
function constant({ value }: Inputs): Recipe {
  const length = checkedNumber(value.length);
  if (value.name === 'dh_g') return inPython(`print(bytes([2]).hex())`);
  if (value.name === 'dh_p') {
    const { bits, x } = entry(python.ffdhe, `ffdhe${length * 8}`) ?? unknown();
    return inPython(python.prime(bits, x), '', "print(p.to_bytes(bits // 8, 'big').hex())");
  }
  return inPython(`# As many zeros as the hash has bytes.`, `print(bytes(${length}).hex())`);
}

function receive(inputs: Inputs): Recipe {
  const message = inputs.messages(inputs.one('message'))[0] ?? unknown();
  const path = inputs.text('field');
  const places = fieldsAt(message.fields, path.split('.')).map((field) => {
    const data = field.fields?.find(({ name }) => name === 'data');
    const { begin, end } = data ?? field;
    return { begin, end: field.fields && !data ? begin : end };
  });
  const place = places.find(({ begin, end }) => message.bytes.slice(2 * begin, 2 * end) === inputs.value.bytes);
  if (!place) return unknown();
  return inPython(
    assignment('message', message.bytes, message.name),
    '',
    ...(/^[\w.]+$/.test(path) ? [`# ${path}`] : []),
    `print(message[${checkedNumber(place.begin)}:${checkedNumber(place.end)}].hex())`,
  );
}

// The groups: each has its own arithmetic.
function publicKey(inputs: Inputs): Recipe {
  const group = inputs.text('group');
  const own = inputs.bytes('private_key', 'private_key');
  const curve = entry(python.curves, group);
  const field = entry(python.ffdhe, group);
  if (group === 'x25519') {
    return inPython(own, '', python.x25519, '', python.x25519BasePoint, 'print(x25519(private_key, base_point).hex())');
  }
  if (curve) {
    return inPython(
      own,
      '',
      ...curveLines(curve),
      '',
      `x, y = multiply(int.from_bytes(private_key, 'big'), (gx, gy))`,
      `print('04' + x.to_bytes(${curve.length}, 'big').hex() + y.to_bytes(${curve.length}, 'big').hex())`,
    );
  }
  if (field) {
    return inPython(
      own,
      '',
      python.prime(field.bits, field.x),
      '',
      `y = pow(2, int.from_bytes(private_key, 'big'), p)`,
      `print(y.to_bytes(bits // 8, 'big').hex())`,
    );
  }
  if (group !== 'X25519MLKEM768') return unknown();
  return inPython(
    'import hashlib',
    '',
    own,
    '',
    python.mlKem,
    '',
    python.x25519,
    '',
    'd, scalar = private_key[:32], private_key[64:]',
    python.x25519BasePoint,
    'print((keygen(d)[0] + x25519(scalar, base_point)).hex())',
  );
}

function sharedSecret(inputs: Inputs): Recipe {
  const group = inputs.text('group');
  const own = inputs.bytes('private_key', 'private_key');
  const peer = inputs.bytes('peer_public_key', 'peer_public_key');
  const curve = entry(python.curves, group);
  const field = entry(python.ffdhe, group);
  if (group === 'x25519') {
    return inPython(own, peer, '', python.x25519, '', 'print(x25519(private_key, peer_public_key).hex())');
  }
  if (curve) {
    const { length } = curve;
    return inPython(
      own,
      peer,
      '',
      `p = ${curve.p}`,
      '',
      python.multiply,
      '',
      '# After 04 stand the two coordinates.',
      `point = (int.from_bytes(peer_public_key[1:${1 + length}], 'big'),`,
      `         int.from_bytes(peer_public_key[${1 + length}:], 'big'))`,
      `x, y = multiply(int.from_bytes(private_key, 'big'), point)`,
      `print(x.to_bytes(${length}, 'big').hex())`,
    );
  }
  if (field) {
    return inPython(
      own,
      peer,
      '',
      python.prime(field.bits, field.x),
      '',
      `z = pow(int.from_bytes(peer_public_key, 'big'), int.from_bytes(private_key, 'big'), p)`,
      `print(z.to_bytes(bits // 8, 'big').hex())`,
    );
  }
  if (group !== 'X25519MLKEM768') return unknown();
  // A private key of 64 bytes is of the side that encapsulates.
  const [ownHex] = inputs.hexOf(inputs.one('private_key'));
  const secret =
    ownHex.length === 128
      ? ['m, scalar = private_key[:32], private_key[32:]', 'secret, _ = encapsulate(peer_public_key[:-32], m)']
      : [
          'd, z, scalar = private_key[:32], private_key[32:64], private_key[64:]',
          'secret = decapsulate(d, z, peer_public_key[:-32])',
        ];
  return inPython(
    'import hashlib',
    '',
    own,
    peer,
    '',
    python.mlKem,
    '',
    python.x25519,
    '',
    ...secret,
    'print((secret + x25519(scalar, peer_public_key[-32:])).hex())',
  );
}

function encapsulate(inputs: Inputs): Recipe {
  if (inputs.text('group') !== 'X25519MLKEM768') return unknown();
  return inPython(
    'import hashlib',
    '',
    inputs.bytes('private_key', 'private_key'),
    inputs.bytes('peer_public_key', 'peer_public_key'),
    '',
    python.mlKem,
    '',
    python.x25519,
    '',
    'm, scalar = private_key[:32], private_key[32:]',
    '_, ciphertext = encapsulate(peer_public_key[:-32], m)',
    python.x25519BasePoint,
    'print((ciphertext + x25519(scalar, base_point)).hex())',
  );
}

const curveLines = ({ p, x, y }: { p: string; x: string; y: string }): string[] => [
  `p = ${p}`,
  `gx = int('${x}', 16)`,
  `gy = int('${y}', 16)`,
  '',
  python.multiply,
];

// A signature takes a key that is withheld. Anybody can check it with the certificate, though.
const schemes: Readonly<Record<string, string | undefined>> = {
  ecdsa_secp256r1_sha256: '-digest sha256',
  ecdsa_secp384r1_sha384: '-digest sha384',
  ecdsa_secp521r1_sha512: '-digest sha512',
  rsa_pkcs1_sha256: '-digest sha256',
  rsa_pkcs1_sha384: '-digest sha384',
  rsa_pkcs1_sha512: '-digest sha512',
  rsa_pss_rsae_sha256: pss('sha256'),
  rsa_pss_rsae_sha384: pss('sha384'),
  rsa_pss_rsae_sha512: pss('sha512'),
  rsa_pss_pss_sha256: pss('sha256'),
  rsa_pss_pss_sha384: pss('sha384'),
  rsa_pss_pss_sha512: pss('sha512'),
  ed25519: '',
};
function pss(hash: string): string {
  return `-digest ${hash} -pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen:digest`;
}

function sign(inputs: Inputs): Recipe {
  const options = entry(schemes, inputs.text('scheme')) ?? unknown();
  const { value, events } = inputs;
  const message = events.findLast(
    (e): e is MessageEvent =>
      e.kind === 'message' &&
      e.by === value.by &&
      e.direction === 'sent' &&
      e.name === 'certificate' &&
      e.id < value.id,
  );
  const certificate = message && fieldsAt(message.fields, ['Certificate'])[0];
  if (!message || !certificate) return unknown();
  const der = checkedHex(message.bytes.slice(2 * certificate.begin, 2 * certificate.end));
  const [content] = inputs.hexOf(inputs.one('content'));
  const file = (hex: string, name: string): string => `xxd -r -p > ${name} <<'END'\n${foldedHex(hex)}\nEND`;
  return {
    language: 'shell',
    code: `(
cd "$(mktemp -d)"
${file(der, 'certificate.der')}
${file(content, 'content.bin')}
${file(value.bytes ?? unknown(), 'signature.bin')}
openssl x509 -inform DER -in certificate.der -pubkey -noout > public_key.pem
openssl pkeyutl -verify -pubin -inkey public_key.pem -rawin ${options}${options && ' '}\\
  -in content.bin -sigfile signature.bin
)
`,
    prints: 'verdict',
  };
}
const foldedHex = (hex: string): string => (checkedHex(hex).match(/.{1,64}/g) ?? []).join('\n');

const cannot = (why: Reason) => (): never => {
  throw new Cannot(why);
};

const recipes: Readonly<Record<string, ((inputs: Inputs) => Recipe) | undefined>> = {
  draw: cannot('draw'),
  choose: cannot('choose'),
  seal_ticket: cannot('withheld'),
  open_ticket: cannot('withheld'),
  'RSAES-PKCS1-v1_5 encrypt': cannot('padding'),
  'RSAES-PKCS1-v1_5 decrypt': cannot('withheld'),
  constant,
  receive,
  public_key: publicKey,
  shared_secret: sharedSecret,
  encapsulate,
  sign,
  'Transcript-Hash': (inputs) =>
    inPython(
      'import hashlib',
      '',
      messageLines(inputs),
      '',
      `print(hashlib.${inputs.hash()}(b''.join(messages)).hexdigest())`,
    ),
  'Transcript-Hash after HelloRetryRequest': (inputs) =>
    inPython('import hashlib', '', messageLines(inputs), '', ...messageHash(inputs), transcriptEnd(inputs)),
  'Transcript-Hash of a truncated ClientHello': (inputs) => {
    const before = inputs.messages(inputs.one('messages'));
    const truncated = `messages.append(${hexLiteral(inputs.one('truncated_client_hello').bytes ?? unknown())})`;
    return inPython(
      'import hashlib',
      '',
      messageLines(inputs),
      '# The ClientHello without its binders.',
      truncated,
      '',
      ...(before.length > 0 ? messageHash(inputs) : []),
      transcriptEnd(inputs),
    );
  },
  'HKDF-Extract': (inputs) =>
    inPython(
      'import hmac',
      '',
      inputs.bytes('salt', 'salt'),
      inputs.bytes('IKM', 'ikm'),
      '',
      `print(hmac.new(salt, ikm, '${inputs.hash()}').hexdigest())`,
    ),
  'HKDF-Expand-Label': (inputs) =>
    inPython(
      'import hmac',
      '',
      `hash_name = '${inputs.hash()}'`,
      inputs.bytes('Secret', 'secret'),
      `label = ${bytesLiteral(`tls13 ${inputs.text('Label')}`)}`,
      inputs.bytes('Context', 'context'),
      `length = ${inputs.number('Length')}`,
      '',
      '# RFC 8446, section 7.1, and HKDF-Expand of RFC 5869, section 2.3',
      python.expandLabel,
    ),
  Hash: (inputs) =>
    inPython(
      'import hashlib',
      '',
      inputs.bytes('data', 'data'),
      '',
      `print(hashlib.${inputs.hash()}(data).hexdigest())`,
    ),
  HMAC: (inputs) =>
    inPython(
      'import hmac',
      '',
      inputs.bytes('key', 'key'),
      inputs.bytes('data', 'data'),
      '',
      `print(hmac.new(key, data, '${inputs.hash()}').hexdigest())`,
    ),
  signature_content: (inputs) =>
    inPython(
      `context = ${bytesLiteral(inputs.text('context'))}`,
      inputs.bytes('transcript_hash', 'transcript_hash'),
      '',
      '# 64 spaces, the context, a zero byte, the hash',
      `print((b' ' * 64 + context + bytes(1) + transcript_hash).hex())`,
    ),
  PRF: (inputs) =>
    inPython(
      'import hmac',
      '',
      `hash_name = '${inputs.hash()}'`,
      inputs.bytes('secret', 'secret'),
      `label = ${bytesLiteral(inputs.text('label'))}`,
      ...inputs.all('seed').map((seed, i) => inputs.assign(i === 0 ? 'seed' : `seed_${i + 1}`, seed)),
      ...inputs
        .all('seed')
        .slice(1)
        .map((_, i) => `seed += seed_${i + 2}`),
      `length = ${inputs.number('Length')}`,
      '',
      '# P_hash of RFC 5246, section 5',
      python.prf,
    ),
  cut: (inputs) => {
    const offset = inputs.number('offset');
    return inPython(
      inputs.bytes('from', 'whole'),
      '',
      `print(whole[${offset}:${offset + inputs.number('Length')}].hex())`,
    );
  },
  copy: (inputs) => inPython(inputs.bytes('from', 'original'), '', 'print(original.hex())'),
  strip_leading_zeros: (inputs) =>
    inPython(
      inputs.bytes('from', 'number'),
      '',
      '# One byte stays, even if all are zero.',
      `print((number.lstrip(b'\\x00') or b'\\x00').hex())`,
    ),
  concatenate: (inputs) =>
    inPython(
      'parts = []',
      ...inputs.all('part').map((part) =>
        part.messages
          ? inputs
              .messages(part)
              .map((m) => messageLine(m, 'parts'))
              .join('\n')
          : inputs.assign('part', part) + '\nparts.append(part)',
      ),
      '',
      `print(b''.join(parts).hex())`,
    ),
  power: (inputs) =>
    inPython(
      inputs.bytes('base', 'base'),
      inputs.bytes('exponent', 'exponent'),
      inputs.bytes('modulus', 'modulus'),
      '',
      `number = lambda octets: int.from_bytes(octets, 'big')`,
      'result = pow(number(base), number(exponent), number(modulus))',
      `print(result.to_bytes(len(modulus), 'big').hex())`,
    ),
};

function messageHash(inputs: Inputs): string[] {
  return [
    '# RFC 8446, section 4.4.1: message_hash stands for the first ClientHello.',
    `first = hashlib.${inputs.hash()}(messages[0]).digest()`,
    'messages[0] = bytes([254, 0, 0, len(first)]) + first',
  ];
}
const transcriptEnd = (inputs: Inputs): string => `print(hashlib.${inputs.hash()}(b''.join(messages)).hexdigest())`;
