// What the pictures of docs/screenshots show: a line for each. `address` holds settings, `at` the step (its key, or a
// number), `tab` the view, `dialog` the view chosen in the Embed dialog, `panel` a panel of the bar, `press` buttons of the one who plays one side; `asIs` leaves the step alone, `print` takes the printed report instead,
// `readme` gives docs/screenshot.png too.
// The seed is the core's own, so the same page gives the same pictures.
const ticket = { resumption: 'psk_dhe_ke', 'early-data': 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n' };

export const views = [
  { name: 'start' },
  { name: 'examples', at: 12, panel: 'examples' },
  { name: 'settings', at: 12, panel: 'settings' },
  { name: 'step', at: 'client/shared_secret/0', tab: 'step', readme: true },
  { name: 'message', at: 'client/received/certificate/0', tab: 'message' },
  { name: 'keys', at: 'client/shared_secret/0', tab: 'keys' },
  { name: 'key-schedule', at: 'client/handshake_keys/0', tab: 'schedule' },
  { name: 'checks', at: 'client/received/finished/0', tab: 'checks' },
  { name: 'states', at: 'client/received/finished/0', tab: 'states' },
  { name: 'network', address: { network: 'flip:server:2:20:3' }, at: 1e6, tab: 'network' },
  { name: 'tls12', address: { tls: '1.2', suite: 'TLS_RSA_WITH_AES_128_CBC_SHA256' }, at: 1e6, tab: 'keys' },
  { name: 'early-data', address: ticket, at: 1e6, tab: 'schedule' },
  { name: 'german', address: { lang: 'de' }, at: 'client/shared_secret/0', tab: 'step' },
  {
    name: 'compare',
    address: {
      beside: 'tls=1.2&suite=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256&signature=rsa_pss_rsae_sha256&group=x25519',
    },
    at: 'client/shared_secret/0',
    tab: 'compare',
  },
  { name: 'eavesdropper', address: { role: 'eavesdropper' }, at: 'client/handshake_keys/0', tab: 'keys' },
  { name: 'as-the-client', address: { role: 'client' }, at: 'client/received/certificate/0', tab: 'schedule' },
  { name: 'lesson', address: { lesson: 'ephemeral-dhe', screen: '3' }, asIs: true },
  { name: 'lessons', at: 12, panel: 'lessons' },
  ...[
    ['powers', 'small-numbers', 4],
    ['curve', 'ephemeral-ecdhe', 2],
    ['steps', 'eight-steps', 11],
    ['exchanges', 'key-exchange', 7],
    ['record', 'session-keys', 9],
    ['one-bit', 'session-keys', 12],
    ['chain', 'identity', 3],
    ['attempts', 'network', 13],
  ].map(([name, lesson, screen]) => ({ name: `figure-${name}`, address: { lesson, screen: `${screen}` }, asIs: true })),
  { name: 'attack', address: { steal: 'client-ephemeral' }, at: 1e6, tab: 'attack' },
  { name: 'attack-after', address: { steal: 'client-ephemeral', at: 'after', lang: 'de' }, at: 1e6, tab: 'attack' },
  { name: 'one-side', address: { side: 'client', room: 'picture' }, press: ['.all'] },
  { name: 'embed', at: 'client/shared_secret/0', dialog: 'ladder' },
  { name: 'report', print: true },
];

// The pages of examples/, as docs/embedding.md shows them: once each, wide and light.
export const places = [
  { name: 'place-plain', page: 'plain/', step: 9 },
  { name: 'place-book', page: 'jupyter-book/', step: 12 },
  { name: 'place-moodle', page: 'moodle/', step: 12 },
  { name: 'place-canvas', page: 'canvas/', step: 12 },
  { name: 'place-lms', page: 'lms/', press: '#open', step: 12 },
];
