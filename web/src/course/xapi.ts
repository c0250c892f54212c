// Statements for a record store (xAPI 1.0.3), where the course was made for one. Nothing goes to any other origin.
import type { Course, XapiConfiguration } from './configuration.js';
import { duration } from './duration.js';
import type { Standing } from './progress.js';

const verbs = {
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  progressed: 'http://adlnet.gov/expapi/verbs/progressed',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  terminated: 'http://adlnet.gov/expapi/verbs/terminated',
} as const;
const percentDone = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
/** A step is no news. This much is, in percent. */
const stride = 10;

export interface Launch {
  readonly endpoint: string;
  readonly auth: string | null;
  readonly actor: object;
  readonly registration: string | null;
  readonly activity: string;
}

/** launchOf reads who learns, from the address. 'elsewhere' and 'no_actor' say why nothing is sent. */
export function launchOf(search: string, configured: XapiConfiguration): Launch | 'elsewhere' | 'no_actor' {
  const query = new URLSearchParams(search);
  const endpoint = query.get('endpoint') ?? configured.endpoint;
  if (!URL.canParse(endpoint) || new URL(endpoint).origin !== new URL(configured.endpoint).origin) return 'elsewhere';
  let actor: unknown;
  try {
    actor = JSON.parse(query.get('actor') ?? '');
  } catch {
    return 'no_actor';
  }
  if (typeof actor !== 'object' || actor === null || Array.isArray(actor)) return 'no_actor';
  return {
    endpoint: endpoint.replace(/\/*$/, '/'),
    auth: query.get('auth') ?? configured.auth ?? null,
    actor,
    registration: query.get('registration'),
    activity: query.get('activity_id') ?? configured.activity,
  };
}

// crypto.randomUUID is missing where a page comes over http.
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export class Statements {
  private waiting: object[] = [];
  private sending = false;
  private percent = 0;
  private finished = false;
  private ended = false;
  private readonly started = performance.now();

  constructor(
    private readonly launch: Launch,
    private readonly course: Pick<Course, 'title'> & { readonly language: string },
    private readonly trouble: (reason: string | null) => void,
  ) {}

  begin(standing: Standing): void {
    this.percent = Math.floor(standing.share * 100);
    this.finished = standing.finished;
    this.say('initialized');
  }

  /** save says what is new: so much more of the course, or its end. */
  save(standing: Standing): void {
    if (this.ended) return;
    const percent = Math.floor(standing.share * 100);
    const done = standing.finished && !this.finished;
    if (percent >= this.percent + stride || (done && percent > this.percent)) {
      this.percent = percent;
      this.say('progressed', { extensions: { [percentDone]: percent } });
    }
    if (!done) return;
    this.finished = true;
    const result = { ...this.score(standing), duration: this.duration, completion: true };
    this.say('completed', result);
    const success = standing.passed ?? true;
    this.say(success ? 'passed' : 'failed', { ...result, success });
  }

  end(standing: Standing): void {
    if (this.ended) return;
    this.ended = true;
    this.say('terminated', { ...this.score(standing), duration: this.duration });
  }

  private get duration(): string {
    return duration((performance.now() - this.started) / 1000);
  }

  private score({ score }: Standing): object {
    if (score === null) return {};
    return { score: { scaled: Math.round(score * 100) / 100, raw: Math.round(score * 100), min: 0, max: 100 } };
  }

  private say(verb: keyof typeof verbs, result?: object): void {
    const { actor, activity, registration } = this.launch;
    this.waiting.push({
      id: uuid(),
      timestamp: new Date().toISOString(),
      actor,
      verb: { id: verbs[verb], display: { en: verb } },
      object: {
        objectType: 'Activity',
        id: activity,
        definition: { name: { [this.course.language]: this.course.title } },
      },
      ...(result ? { result } : {}),
      ...(registration ? { context: { registration } } : {}),
    });
    void this.send();
  }

  // One request at a time keeps the order. The last does not wait: the page is going.
  private async send(): Promise<void> {
    if (this.waiting.length === 0 || (this.sending && !this.ended)) return;
    const { endpoint, auth } = this.launch;
    const batch = this.waiting;
    this.waiting = [];
    this.sending = true;
    let well = false;
    try {
      const response = await fetch(`${endpoint}statements`, {
        method: 'POST',
        keepalive: this.ended,
        credentials: 'omit',
        headers: {
          'Content-Type': 'application/json',
          'X-Experience-API-Version': '1.0.3',
          ...(auth ? { Authorization: auth } : {}),
        },
        body: JSON.stringify(batch),
      });
      well = response.ok;
      this.trouble(well ? null : `${response.status} ${response.statusText}`.trim());
    } catch (problem) {
      this.trouble(problem instanceof Error ? problem.message : String(problem));
    }
    this.sending = false;
    if (!well) this.waiting = [...batch, ...this.waiting];
    // What came meanwhile goes at once; what failed waits for the next statement.
    else void this.send();
  }
}
