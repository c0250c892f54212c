// Python for those who want to compute a value themselves: the functions that the standard library has not. Each is
// short enough to be read before it is run.

/** RFC 7748, section 5. */
export const x25519 = `def x25519(scalar, u):  # RFC 7748, section 5
    p = 2**255 - 19
    k = int.from_bytes(scalar, 'little') & ~7 & (2**255 - 1) | 2**254
    x1 = int.from_bytes(u, 'little') % 2**255
    x2, z2, x3, z3 = 1, 0, x1, 1
    for t in reversed(range(255)):
        swap = k >> t & 1
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
        da, cb = (x3 - z3) * (x2 + z2), (x3 + z3) * (x2 - z2)
        aa, bb = (x2 + z2)**2, (x2 - z2)**2
        x3, z3 = (da + cb)**2 % p, x1 * (da - cb)**2 % p
        x2, z2 = aa * bb % p, (aa - bb) * (aa + 121665 * (aa - bb)) % p
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, -1, p) % p).to_bytes(32, 'little')`;

export const x25519BasePoint = `base_point = (9).to_bytes(32, 'little')`;

interface Curve {
  readonly length: number;
  readonly p: string;
  readonly x: string;
  readonly y: string;
}

/** The curves of SP 800-186: the prime, and the base point. The formula of addition needs no more of them. */
export const curves: Readonly<Record<string, Curve | undefined>> = {
  secp256r1: {
    length: 32,
    p: '2**256 - 2**224 + 2**192 + 2**96 - 1',
    x: '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
    y: '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  },
  secp384r1: {
    length: 48,
    p: '2**384 - 2**128 - 2**96 + 2**32 - 1',
    x: 'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
    y: '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f',
  },
  secp521r1: {
    length: 66,
    p: '2**521 - 1',
    x: '00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
    y: '011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650',
  },
};

/** Points are pairs; None is the point at infinity. All three curves have a = -3. */
export const multiply = `def add(s, t):
    if s is None or t is None:
        return s or t
    (x1, y1), (x2, y2) = s, t
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    if s == t:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p

def multiply(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result`;

/** RFC 7919, appendix A: the primes follow from e and a number. */
export const ffdhe: Readonly<Record<string, { readonly bits: number; readonly x: number } | undefined>> = {
  ffdhe2048: { bits: 2048, x: 560316 },
  ffdhe3072: { bits: 3072, x: 2625351 },
  ffdhe4096: { bits: 4096, x: 5736041 },
};

/** prime computes the prime of such a group as p. */
export const prime = (
  bits: number,
  x: number,
): string => `# RFC 7919, appendix A: the prime is made from the digits of e.
bits, x = ${bits}, ${x}
e, term, k = 0, 1 << bits, 1
while term:
    e, term, k = e + term, term // k, k + 1
p = 2**bits - 2**(bits - 64) + ((e >> 130) + x) * 2**64 - 1`;

/** HKDF-Expand of RFC 5869, section 2.3, as a loop. */
export const expandLabel = `info = length.to_bytes(2, 'big') + bytes([len(label)]) + label + bytes([len(context)]) + context
output = block = b''
counter = 0
while len(output) < length:
    counter += 1
    block = hmac.new(secret, block + info + bytes([counter]), hash_name).digest()
    output += block
print(output[:length].hex())`;

/** P_hash of RFC 5246, section 5. */
export const prf = `output, a = b'', label + seed
while len(output) < length:
    a = hmac.new(secret, a, hash_name).digest()
    output += hmac.new(secret, a + label + seed, hash_name).digest()
print(output[:length].hex())`;

/** K-PKE and what surrounds it, for ML-KEM-768: FIPS 203, sections 4 to 6. */
export const mlKem = `# ML-KEM-768 (FIPS 203). A polynomial is a list of 256 numbers modulo q.
q = 3329
zeta = [pow(17, int(f'{i:07b}'[::-1], 2), q) for i in range(128)]

def ntt(f):
    f, i, step = list(f), 1, 128
    while step >= 2:
        for start in range(0, 256, 2 * step):
            for j in range(start, start + step):
                t = zeta[i] * f[j + step]
                f[j], f[j + step] = (f[j] + t) % q, (f[j] - t) % q
            i += 1
        step //= 2
    return f

def ntt_inverse(f):
    f, i, step = list(f), 127, 2
    while step <= 128:
        for start in range(0, 256, 2 * step):
            for j in range(start, start + step):
                t, u = f[j], f[j + step]
                f[j], f[j + step] = (t + u) % q, zeta[i] * (u - t) % q
            i -= 1
        step *= 2
    return [x * 3303 % q for x in f]

def times(f, g):
    product = []
    for i in range(0, 256, 2):
        gamma = zeta[64 + i // 4] * (1 if i % 4 == 0 else -1)
        product.append((f[i] * g[i] + f[i + 1] * g[i + 1] * gamma) % q)
        product.append((f[i] * g[i + 1] + f[i + 1] * g[i]) % q)
    return product

def plus(*all):
    return [sum(column) % q for column in zip(*all)]

def uniform(seed):
    stream = hashlib.shake_128(seed).digest(3 * 4096)
    numbers = []
    for a, b, c in zip(stream[0::3], stream[1::3], stream[2::3]):
        numbers += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < q]
    return numbers[:256]

def small(seed, n):
    bits = int.from_bytes(hashlib.shake_256(seed + bytes([n])).digest(128), 'little')
    bit = [bits >> i & 1 for i in range(1024)]
    return [(bit[4*i] + bit[4*i + 1] - bit[4*i + 2] - bit[4*i + 3]) % q for i in range(256)]

def encode(f, d):
    return sum(x << d * i for i, x in enumerate(f)).to_bytes(32 * d, 'little')

def decode(data, d):
    number = int.from_bytes(data, 'little')
    return [(number >> d * i) % 2**d for i in range(256)]

def compress(f, d):
    return [((x << d + 1) + q) // (2 * q) % 2**d for x in f]

def decompress(f, d):
    return [(x * q * 2 + 2**d) >> d + 1 for x in f]

def keygen(d):
    g = hashlib.sha3_512(d + bytes([3])).digest()
    rho, sigma = g[:32], g[32:]
    s = [ntt(small(sigma, i)) for i in range(3)]
    t = [plus(ntt(small(sigma, 3 + i)), *(times(uniform(rho + bytes([j, i])), s[j]) for j in range(3)))
         for i in range(3)]
    return b''.join(encode(f, 12) for f in t) + rho, s

def encrypt(ek, m, r):
    t, rho = [decode(ek[384*i:384*i + 384], 12) for i in range(3)], ek[1152:]
    y = [ntt(small(r, i)) for i in range(3)]
    u = [plus(ntt_inverse(plus(*(times(uniform(rho + bytes([i, j])), y[j]) for j in range(3)))), small(r, 3 + i))
         for i in range(3)]
    v = plus(ntt_inverse(plus(*(times(t[i], y[i]) for i in range(3)))), small(r, 6), decompress(decode(m, 1), 1))
    return b''.join(encode(compress(f, 10), 10) for f in u) + encode(compress(v, 4), 4)

def decrypt(s, c):
    u = [decompress(decode(c[320*i:320*i + 320], 10), 10) for i in range(3)]
    v = decompress(decode(c[960:], 4), 4)
    w = ntt_inverse(plus(*(times(s[i], ntt(u[i])) for i in range(3))))
    return encode(compress([(a - b) % q for a, b in zip(v, w)], 1), 1)

def encapsulate(ek, m):
    g = hashlib.sha3_512(m + hashlib.sha3_256(ek).digest()).digest()
    return g[:32], encrypt(ek, m, g[32:])

def decapsulate(d, z, c):
    ek, s = keygen(d)
    secret, again = encapsulate(ek, decrypt(s, c))
    return secret if again == c else hashlib.shake_256(z + c).digest(32)`;
