/**
 * Every refusal code of the product, with its kind, its default sentence and the way on.
 * docs/refusals.md lists the same codes; a test keeps the two equal.
 */
export type RefusalKind =
  | 'malformed' // 400: it could not be read
  | 'unauthenticated' // 401
  | 'permission' // 403
  | 'missing' // 404: foreign ids look exactly like missing ones
  | 'state' // 409: not in this state
  | 'gate' // 409: a key is needed
  | 'gone' // 410
  | 'too_large' // 413
  | 'unsupported' // 415
  | 'invalid' // 422: understood and wrong
  | 'limited' // 429
  | 'unavailable'; // 503

interface Row {
  kind: RefusalKind;
  reason: string;
  next: string;
}

const row = (kind: RefusalKind, reason: string, next: string): Row => ({ kind, reason, next });

export const refusalCodes = {
  amount_invalid: row(
    'invalid',
    'The amount is not valid.',
    'Give a whole number of minor units within ±9,007,199,254,740,991.',
  ),
  csv_unreadable: row(
    'invalid',
    'The file cannot be read as CSV.',
    'Save it as "CSV UTF-8" with a header line and send it again.',
  ),
  currency_unsupported: row(
    'invalid',
    'This currency is not supported here.',
    'Use the three-letter code of a supported currency, such as USD.',
  ),
  date_invalid: row('invalid', 'The date is not valid.', 'Give a calendar day as YYYY-MM-DD.'),
  file_too_large: row(
    'too_large',
    'The file is too large.',
    'Split the file and send the parts one after the other.',
  ),
  image_too_large: row(
    'invalid',
    'The picture has too many pixels.',
    'Send a version of at most 50 megapixels.',
  ),
  image_unreadable: row(
    'invalid',
    'The picture is damaged and cannot be read.',
    'Export it again, or take a new one.',
  ),
  image_unsupported: row(
    'unsupported',
    'This kind of file is not taken as a photo.',
    'Send a JPEG, PNG or WebP picture.',
  ),
  import_column_missing: row(
    'invalid',
    'A column that the import needs is not mapped.',
    'Name the column that holds it and try again.',
  ),
  import_nothing_lands: row(
    'invalid',
    'No row of these files can come in.',
    'Ask for the plan of the same files: it names every row and why. Correct the mapping or the files.',
  ),
  decimal_invalid: row(
    'invalid',
    'The number is not valid.',
    'Write digits with a point before at most 6 decimals, such as 1.5.',
  ),
  instant_invalid: row(
    'invalid',
    'The point in time is not valid.',
    'Give an ISO 8601 instant, such as 2026-03-01T08:15:00.000Z.',
  ),
  line_invalid: row('invalid', 'A line is not valid.', 'Correct the named line and send it again.'),
  lines_missing: row('invalid', 'There are no lines to bill.', 'Add at least one line.'),
  lines_too_many: row(
    'invalid',
    'An invoice has at most 10,000 lines.',
    'Split the work over several invoices.',
  ),
  invoice_has_money: row(
    'state',
    'Money was received or is in flight, so the invoice cannot be voided.',
    'Write a credit note, or wait until the payment has ended.',
  ),
  job_billed: row('state', 'An invoice bills work of this job.', 'Discard or correct the invoice first.'),
  job_unsettled: row(
    'state',
    'Not everything on this job is billed and settled.',
    'Bill or waive the open facts, and wait until the invoices are settled.',
  ),
  retry_unlawful: row(
    'state',
    'The payment cannot be tried again now.',
    'Wait for the payment in flight, or ask the client for another way to pay.',
  ),
  move_unlawful: row(
    'state',
    'This cannot be done in the present state.',
    'Reload to see the present state and what it allows.',
  ),
  number_pattern_invalid: row(
    'invalid',
    'The number pattern is not valid.',
    'Use letters, digits and dashes around one {seq:N}, such as INV-{year}-{seq:5}.',
  ),
  tax_invalid: row(
    'invalid',
    'The tax of a line is not valid.',
    'Give a category and a rate from 0 to 100 that belong together.',
  ),
  terms_invalid: row(
    'invalid',
    'The payment terms are not on offer.',
    'Use net_0, net_7, net_14, net_15, net_30, net_60 or eom_0 to eom_90.',
  ),
  time_zone_unknown: row(
    'invalid',
    'The time zone is not known here.',
    'Use an IANA name such as America/New_York.',
  ),
  total_negative: row(
    'invalid',
    'The discounts are larger than the work.',
    'Lower the discounts, or write a credit note for what is owed back.',
  ),
  input_invalid: row('invalid', 'The input is not valid.', 'Correct the named field and send it again.'),
  unknown_field: row(
    'invalid',
    'The input has a field that this verb does not take.',
    'Leave the named field out and send it again.',
  ),
  text_invalid: row(
    'invalid',
    'The text contains characters that cannot be stored.',
    'Remove control characters and send it again.',
  ),
  not_found: row(
    'missing',
    'There is nothing here under this id.',
    'Check the id and the account you are working in.',
  ),
  unauthenticated: row(
    'unauthenticated',
    'You are not signed in.',
    'Sign in, or send a valid API key as a bearer token.',
  ),
  permission_denied: row(
    'permission',
    'Your role does not allow this.',
    'Ask a member with the permission to do it.',
  ),
  gate_closed: row(
    'gate',
    'This action needs an approval first.',
    'Request an approval, have it approved, then do it again.',
  ),
  approval_decided: row(
    'state',
    'This approval was decided already.',
    'Reload to see who decided, and request a new one if it is still needed.',
  ),
  approval_expired: row('state', 'This approval has expired.', 'Request a new one.'),
  approval_limit: row(
    'permission',
    'The amount is above what you may approve.',
    'Ask somebody with a higher limit.',
  ),
  approval_stale: row(
    'state',
    'The document changed after this approval was requested.',
    'Request an approval for what it says now.',
  ),
  external_id_taken: row(
    'state',
    'This external id belongs to another record here.',
    'Change that record, or give another external id.',
  ),
  clock_backwards: row('state', 'The business clock only moves forward.', 'Give a later instant.'),
  idempotency_mismatch: row(
    'invalid',
    'This idempotency key was used with another input.',
    'Use a new key for a new request.',
  ),
  idempotency_key_required: row(
    'malformed',
    'This verb needs an Idempotency-Key header.',
    'Send a unique key, and the same one when you retry.',
  ),
  invoice_issued: row(
    'state',
    'The invoice is issued and cannot change.',
    'Write a credit note or a supplement.',
  ),
  job_not_completed: row('state', 'The job is not completed yet.', 'Complete the job first.'),
  nothing_to_bill: row(
    'state',
    'Every fact of this job is billed or waived already.',
    'Open its invoice, or add what is missing to the job.',
  ),
  not_payable: row(
    'state',
    'This invoice cannot be paid here now.',
    'Contact the sender if you think this is wrong.',
  ),
  payment_in_flight: row(
    'state',
    'A payment for this invoice is under way.',
    'Wait for its result; nothing is charged twice.',
  ),
  below_provider_minimum: row(
    'state',
    'The amount is below what the card gateway takes.',
    'Pay by another way named on the invoice.',
  ),
  second_person_required: row(
    'permission',
    'Another person has to approve this.',
    'Ask one of the approvers to decide.',
  ),
  stale_version: row(
    'state',
    'Somebody changed this in the meantime.',
    'Reload, look at the change, and do it again.',
  ),
  sandbox_only: row(
    'state',
    'This exists in sandbox installs only.',
    'Use it in an install without live keys.',
  ),
  gateway_unavailable: row(
    'unavailable',
    'The payment gateway does not answer.',
    'Nothing was charged. Try again in a moment.',
  ),
  body_too_large: row(
    'too_large',
    'The body is too large.',
    'Send at most 1 MiB of JSON; files have their own verb.',
  ),
  content_type_unsupported: row('unsupported', 'The body is not JSON.', 'Send it as application/json.'),
  cursor_invalid: row('malformed', 'The page cursor is not valid.', 'Start again from the first page.'),
  cross_origin: row(
    'permission',
    'The request came from another site.',
    'Use the app itself, or an API key.',
  ),
  json_invalid: row('malformed', 'The body is not valid JSON.', 'Correct it and send it again.'),
  rate_limited: row('limited', 'Too many requests.', 'Wait a moment and try again.'),
  signature_invalid: row(
    'malformed',
    'The signature of this event is not valid.',
    'Check the endpoint secret and the clock.',
  ),
  webhooks_not_configured: row(
    'unavailable',
    'No secret is configured for this endpoint.',
    'Set STRIPE_WEBHOOK_SECRET and start again.',
  ),
  send_in_progress: row(
    'state',
    'A mail of this invoice is on its way already.',
    'Wait until its delivery says what became of it.',
  ),
} as const satisfies Record<string, Row>;

export type RefusalCode = keyof typeof refusalCodes;
