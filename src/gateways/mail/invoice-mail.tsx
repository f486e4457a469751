/**
 * The invoice mail: who did what, how much until when, one button. Tables and inline styles, because mail programs
 * need them; a dark variant for those that ask. No pictures and no tracking: nothing is loaded when it is opened.
 */
import {
  Body,
  Button,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Section,
  Text,
} from '@react-email/components';
import { render } from '@react-email/render';
import type { CSSProperties, ReactNode } from 'react';
import { accentOf } from '../../domain/accent.ts';
import {
  type InvoiceMailInput,
  type InvoiceMailWords,
  invoiceMailText,
  invoiceMailWords,
} from './invoice-mail-words.ts';

export type { InvoiceMailInput } from './invoice-mail-words.ts';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

const sans = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif';
const ink = '#16181d';
const soft = '#5b616e';
const line = '#e3e5ea';
const base: CSSProperties = { fontFamily: sans, margin: 0, color: ink, fontSize: 15, lineHeight: '23px' };
const small: CSSProperties = { ...base, color: soft, fontSize: 13, lineHeight: '20px' };
const broken: CSSProperties = { overflowWrap: 'anywhere', wordBreak: 'break-word' };

/** Only classes can answer a media query; inline styles are what every other mail program reads. */
const responsive = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.m-out{padding:0!important}.m-card{border-radius:0!important;padding:24px 20px!important;border-left:0!important;border-right:0!important}.m-pay{display:block!important}}
@media (prefers-color-scheme:dark){
.m-body,.m-out{background:#0f1413!important}.m-card{background:#181d1c!important;border-color:#2b3431!important}
.m-ink{color:#eef1ef!important}.m-soft{color:#a5b0aa!important}.m-due{background:#202725!important}.m-line{border-color:#2b3431!important}.m-link{color:#8fd0e2!important}}
`;

export async function renderInvoiceMail(input: InvoiceMailInput): Promise<RenderedMail> {
  const words = invoiceMailWords(input);
  const html = await render(<InvoiceMail words={words} accentColor={input.snapshot.brand.accentColor} />);
  return { subject: words.subject, html, text: invoiceMailText(words) };
}

interface InvoiceMailProps {
  words: InvoiceMailWords;
  accentColor: string;
}

function InvoiceMail({ words, accentColor }: InvoiceMailProps) {
  const accent = accentOf(accentColor);
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{words.subject}</title>
        <style>{responsive}</style>
      </Head>
      <Preview>{words.preheader}</Preview>
      <Body className="m-body" style={{ margin: 0, padding: 0, backgroundColor: '#f3f4f6' }}>
        <Section className="m-out" style={{ padding: '28px 12px' }}>
          <Container className="m-card" style={card}>
            <Banner text={words.previewBanner} />
            <Banner text={words.practiceBanner} />
            <Heading
              as="h1"
              className="m-ink"
              style={{
                ...base,
                ...broken,
                fontSize: 19,
                lineHeight: '26px',
                fontWeight: 700,
                paddingBottom: 18,
              }}
            >
              {words.seller}
            </Heading>
            <Paragraph>{words.greeting}</Paragraph>
            <Paragraph>{words.opening}</Paragraph>
            <AmountDue words={words} accent={accent} />
            <Facts words={words} />
            <Details words={words} />
            <Text className="m-soft" style={{ ...small, paddingTop: 16 }}>
              {words.attachment}
            </Text>
            {words.question === '' ? null : (
              <Text className="m-soft" style={small}>
                {words.question}
              </Text>
            )}
          </Container>
          <Container style={{ maxWidth: 560, padding: '18px 8px 20px' }}>
            {words.contact.map((text) => (
              <Text
                key={text}
                className="m-soft"
                style={{ ...small, ...broken, fontSize: 12, lineHeight: '18px', textAlign: 'center' }}
              >
                {text}
              </Text>
            ))}
          </Container>
        </Section>
      </Body>
    </Html>
  );
}

const card: CSSProperties = {
  maxWidth: 560,
  backgroundColor: '#ffffff',
  border: `1px solid ${line}`,
  borderRadius: 12,
  padding: '32px 36px',
  boxSizing: 'border-box',
};

function Banner({ text }: { text: string | null }) {
  if (text === null) return null;
  const style: CSSProperties = {
    ...base,
    backgroundColor: '#fff4d6',
    color: '#6b4a00',
    fontWeight: 600,
    fontSize: 14,
    borderRadius: 7,
    padding: '9px 14px',
    marginBottom: 16,
  };
  return <Text style={style}>{text}</Text>;
}

function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="m-ink" style={{ ...base, ...broken, paddingBottom: 12 }}>
      {children}
    </Text>
  );
}

type Accent = ReturnType<typeof accentOf>;

const figure: CSSProperties = {
  ...base,
  fontSize: 34,
  lineHeight: '42px',
  fontWeight: 750,
  letterSpacing: '-0.02em',
  fontVariantNumeric: 'tabular-nums',
};

function AmountDue({ words, accent }: { words: InvoiceMailWords; accent: Accent }) {
  return (
    <Rows className="m-due" style={{ backgroundColor: accent.tint, borderRadius: 10, margin: '8px 0 20px' }}>
      <tr>
        <td style={{ padding: '22px 24px' }}>
          <Text className="m-soft" style={{ ...small, fontWeight: 500 }}>
            {words.amountLabel}
          </Text>
          <Text className="m-ink" style={figure}>
            {words.amount}
          </Text>
          <Text className="m-ink" style={{ ...base, fontWeight: 600 }}>
            {words.due}
          </Text>
          {words.payUrl === null ? null : <PayNow url={words.payUrl} accent={accent} />}
          {words.hasDeadButton ? <DeadButton accent={accent} /> : null}
        </td>
      </tr>
    </Rows>
  );
}

const button: CSSProperties = {
  display: 'inline-block',
  fontFamily: sans,
  fontSize: 16,
  fontWeight: 650,
  lineHeight: '20px',
  padding: '15px 34px',
  marginTop: 18,
  borderRadius: 8,
  textAlign: 'center',
  textDecoration: 'none',
  boxSizing: 'border-box',
};

function PayNow({ url, accent }: { url: string; accent: Accent }) {
  return (
    <>
      <Button
        className="m-pay"
        href={url}
        style={{ ...button, backgroundColor: accent.fill, color: accent.ink }}
      >
        Pay now
      </Button>
      <Text className="m-soft" style={{ ...small, ...broken, paddingTop: 14 }}>
        Or open this address:{' '}
        <Link className="m-link" href={url} style={{ color: accent.text, textDecoration: 'underline' }}>
          {url}
        </Link>
      </Text>
    </>
  );
}

/** The button of a preview: it looks like one and leads nowhere. */
function DeadButton({ accent }: { accent: Accent }) {
  const outline = { color: accent.text, border: `2px dashed ${accent.text}`, padding: '13px 32px' };
  return (
    <>
      <span className="m-pay m-link" style={{ ...button, ...outline }}>
        Pay now
      </span>
      <Text className="m-soft" style={{ ...small, paddingTop: 14 }}>
        The link is made when the invoice is sent.
      </Text>
    </>
  );
}

/** A table for layout; react-email's Section has only one cell. */
function Rows({
  children,
  className,
  style,
}: {
  children: ReactNode;
  className?: string;
  style?: CSSProperties;
}) {
  return (
    <table
      role="presentation"
      width="100%"
      cellPadding="0"
      cellSpacing="0"
      border={0}
      className={className}
      style={style}
    >
      <tbody>{children}</tbody>
    </table>
  );
}

function Facts({ words }: { words: InvoiceMailWords }) {
  return (
    <Rows>
      {words.facts.map(({ label, value }) => (
        <tr key={label}>
          <td className="m-soft" style={{ ...small, width: 120, paddingBottom: 5, verticalAlign: 'top' }}>
            {label}
          </td>
          <td
            className="m-ink"
            style={{ ...small, ...broken, color: ink, fontWeight: 500, paddingBottom: 5 }}
          >
            {value}
          </td>
        </tr>
      ))}
    </Rows>
  );
}

function Details({ words }: { words: InvoiceMailWords }) {
  if (words.note === null && words.instructions.length === 0) return null;
  return (
    <>
      <Hr className="m-line" style={{ borderColor: line, margin: '16px 0' }} />
      {words.note === null ? null : (
        <Text
          className="m-ink"
          style={{ ...small, ...broken, color: ink, whiteSpace: 'pre-line', paddingBottom: 8 }}
        >
          {words.note}
        </Text>
      )}
      {words.instructions.map(({ method, lines }) => (
        <Text
          key={`${method} ${lines.join(' ')}`}
          className="m-soft"
          style={{ ...small, ...broken, whiteSpace: 'pre-line', paddingBottom: 8 }}
        >
          <strong className="m-ink" style={{ color: ink }}>
            {method}
          </strong>
          {`\n${lines.join('\n')}`}
        </Text>
      ))}
    </>
  );
}
