// <figure-chain>: the server's certificates as a chain from an authority to this connection, with what each says and the
// check at each link. It shows what is known at the step of the ladder, and no more.
import { html, nothing, svg, type TemplateResult } from 'lit';
import { language } from '../../language/language.js';
import { define } from '../../styles/define.js';
import { place } from '../../styles/place.js';
import { DrawnFigure, figureStyles } from '../figure.js';
import { chainAt, type Certificate, type Chain, type Found } from './chain.js';
import { chainStyles } from './figure-chain.styles.js';
import { say } from './words.js';

const signs = { passed: '✓', failed: '✗', later: '?', never: '–' } as const;

const keySign = html`<svg class="key" viewBox="0 0 24 12" aria-hidden="true">
  ${svg`<circle cx="6" cy="6" r="4.2"/><path d="M10.2 6H22M18.4 6v3.6M14.8 6v2.6"/>`}
</svg>`;

// What the client checks, by the words of the trace.
const checks = {
  root: ['the issuer of the certificate is known'],
  root_valid: ["every issuer's certificate is valid at this time"],
  signed: ['every signature on the way to a trusted root is right'],
  valid: ['the certificate is already valid at this time', 'the certificate has not expired at this time'],
  name: ['the certificate is for the name that was asked for'],
  use: ['the certificate is meant for TLS servers (id-kp-serverAuth)'],
  finished: ["the server's Finished is right for this transcript"],
} as const;
const proofs = ['CertificateVerify', 'ServerKeyExchange'].map(
  (message) => `the signature of ${message} is right by the certificate's key`,
);

const day = (date: Date): string =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeZone: 'UTC' }).format(date);

export class FigureChain extends DrawnFigure {
  static override styles = [...figureStyles, chainStyles];

  protected override picture(): TemplateResult {
    const chain = chainAt(this.model, this.model.beatAt(this.current).now);
    return html`<figure>
      <figcaption>${say('caption')}</figcaption>
      ${chain.certificates.length === 0 ? html`<p class="none">${say('none')}</p>` : this.chain(chain)}
    </figure>`;
  }

  private chain(chain: Chain): TemplateResult {
    const { certificates } = chain;
    const proof = proofs.map((name) => chain.found(name)).find(({ check }) => check);
    return html`<ol>
      <li class="card">
        <p class="what">${say('root')}</p>
        <h3>${certificates.at(-1)!.issuer ?? say('unreadable')}</h3>
        ${this.line(chain.found(...checks.root), say('root_known'))}
        ${this.line(chain.found(...checks.root_valid), say('root_valid'))}
      </li>
      ${certificates.toReversed().map(
        (certificate, i) =>
          html`<li class="link">${this.line(chain.found(...checks.signed), say('signed_by'))}</li>
            <li class="card paper">${this.certificate(certificate, chain, i === certificates.length - 1)}</li>`,
      )}
      <li class="link">
        ${
          chain.signed || !chain.over
            ? this.line(proof ?? chain.found(...proofs), say('proof'))
            : html`<p class="never"><span class="sign" aria-hidden="true">–</span><span>${say('no_proof')}</span></p>`
        }
      </li>
      <li class="card ${chain.impostor === 'none' ? '' : 'impostor'}">${this.holder(chain)}</li>
    </ol>`;
  }

  private certificate(one: Certificate, chain: Chain, own: boolean): TemplateResult {
    const { names, from, to, algorithm, key, subject } = one;
    return html`<p class="what">${say(own ? 'certificate' : 'between')}</p>
      <h3>${subject ?? say('unreadable')}</h3>
      <dl>
        ${
          own
            ? html`<dt>${say('name')}</dt>
                <dd>
                  ${names.join(' · ') || say('unreadable')}
                  ${this.line(
                    chain.found(...checks.name),
                    chain.asked === '' ? say('name_any') : say('name_is', { name: chain.asked }),
                  )}
                </dd>`
            : nothing
        }
        <dt>${say('valid')}</dt>
        <dd>
          ${from && to ? this.span(from, to, chain.time) : say('unreadable')}
          ${own ? this.line(chain.found(...checks.valid), say('valid_now', { date: day(chain.time) })) : nothing}
        </dd>
        <dt>${say('key')}</dt>
        <dd>
          ${key === '' ? say('unreadable') : html`${algorithm} <code>${key.slice(0, 16)}…</code>`}
          ${own ? this.line(chain.found(...checks.use), say('use')) : nothing}
        </dd>
      </dl>`;
  }

  // From when to when it counts, and where in that the run is.
  private span(from: Date, to: Date, time: Date): TemplateResult {
    const least = Math.min(+from, +time);
    const all = Math.max(+to, +time) - least;
    const at = (date: Date): number => 4 + (92 * (+date - least)) / all;
    const width = `${at(to) - at(from)}%`;
    return html`${say('valid_span', { from: day(from), to: day(to) })}
      <span class="time" aria-hidden="true">
        <i ${place({ left: `${at(from)}%`, width })}></i><b ${place({ left: `${at(time)}%` })}></b>
      </span>`;
  }

  private holder(chain: Chain): TemplateResult {
    const who = chain.impostor as 'none' | 'stolen_key' | 'own_key' | 'own_certificate';
    return html`<p class="what">${say('here')}</p>
      <h3>${say(`holder_${who}`)}</h3>
      <p class="holds">${keySign}<span>${say(`holds_${who}`)}</span></p>
      ${this.line(chain.found(...checks.finished), say('finished'))}`;
  }

  private line({ state, check }: Found, what: string): TemplateResult {
    return html`<p class=${state}>
      <span class="sign" aria-hidden="true">${signs[state]}</span>
      <span
        ><span class="unseen">${say(state)} </span>${what}
        ${state === 'failed' ? html`<b>${say('alert', { alert: check!.alert })}</b>` : nothing}</span
      >
    </p>`;
  }
}

define('figure-chain', FigureChain);
