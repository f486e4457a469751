/** The whole API on one page: every path with its verb or its read. server.ts mounts it, openapi.ts documents it. */
import { z } from 'zod';
import { addMember } from '../actions/add-member.ts';
import { addNote } from '../actions/add-note.ts';
import { cancelJob } from '../actions/cancel-job.ts';
import { changeClient } from '../actions/change-client.ts';
import { changeDraft } from '../actions/change-draft.ts';
import { changeJob } from '../actions/change-job.ts';
import { changeSettings } from '../actions/change-settings.ts';
import { closeIncident } from '../actions/close-incident.ts';
import { completeJob } from '../actions/complete-job.ts';
import { createClient } from '../actions/create-client.ts';
import { addFacts, createJob } from '../actions/create-job.ts';
import { decideApproval } from '../actions/decide-approval.ts';
import { discardInvoice } from '../actions/discard-invoice.ts';
import { draftInvoice } from '../actions/draft-invoice.ts';
import { moveClock } from '../actions/move-clock.ts';
import { requestApproval } from '../actions/request-approval.ts';
import { sendInvoice } from '../actions/send-invoice.ts';
import { setPolicy } from '../actions/set-policy.ts';
import { startJob } from '../actions/start-job.ts';
import { waiveFacts } from '../actions/waive-facts.ts';
import { invoiceReads } from './invoices.ts';
import { jobReads } from './jobs.ts';
import { deskReads } from './reports.ts';
import { onlyItem, type Route, verb } from './route.ts';
import { verifyRead } from './verify.ts';

const nothing = z.strictObject({});
const sendBody = z.strictObject({ approveNow: z.boolean().default(false) });
const decisionBody = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  comment: z.string().nullable().optional(),
});

export const routes: readonly Route[] = [
  ...deskReads,
  verifyRead,
  ...jobReads,
  ...invoiceReads,

  verb('post', '/clients', createClient, { summary: 'Put a client on file', tag: 'clients' }),
  verb('patch', '/clients/{clientId}', changeClient, { summary: 'Change a client', tag: 'clients' }),

  verb('post', '/jobs', createJob, { summary: 'Make a job with its facts', tag: 'jobs' }),
  verb('patch', '/jobs/{jobId}', changeJob, {
    summary: 'Correct title, site, crew, scheduled day or purchase order of a job',
    tag: 'jobs',
  }),
  verb('post', '/jobs/{jobId}/facts', addFacts, { summary: 'Add facts to a job', tag: 'jobs' }),
  verb('post', '/jobs/{jobId}/waive', waiveFacts, {
    summary: 'Leave unbilled facts of a job out of billing, with a reason',
    tag: 'jobs',
  }),
  verb('post', '/jobs/{jobId}/notes', addNote, { summary: 'Add a note to a job', tag: 'jobs' }),
  verb('post', '/jobs/{jobId}/start', startJob, {
    summary: 'Mark a job as under way',
    tag: 'jobs',
    body: nothing,
  }),
  verb('post', '/jobs/{jobId}/complete', completeJob, {
    summary: 'Complete a job; its unbilled facts become a candidate',
    tag: 'jobs',
    body: z.strictObject({ completedOn: z.string().optional() }),
    toInput: ({ jobId }, body) => ({ jobIds: [jobId], ...body }),
    toAnswer: ({ completed }) => ({ completed }),
  }),
  verb('post', '/jobs/{jobId}/cancel', cancelJob, {
    summary: 'Cancel a job of which nothing is billed',
    tag: 'jobs',
    body: z.strictObject({ reason: z.string() }),
    toInput: ({ jobId }, body) => ({ jobIds: [jobId], ...body }),
  }),
  verb('post', '/jobs/complete', completeJob, { summary: 'Complete many jobs', tag: 'jobs' }),
  verb('post', '/jobs/{jobId}/invoice', draftInvoice, {
    summary: 'Draft the invoice of a completed job from its own facts',
    tag: 'jobs',
    body: nothing,
    toInput: ({ jobId }) => ({ jobIds: [jobId] }),
    toAnswer: ({ invoices }) => invoices[0],
  }),
  verb('post', '/invoices/draft', draftInvoice, {
    summary: 'Draft one invoice per job, for many jobs: all or none',
    tag: 'invoices',
  }),

  verb('patch', '/invoices/{invoiceId}', changeDraft, {
    summary: 'Change the words of a draft',
    tag: 'invoices',
  }),
  verb('post', '/invoices/{invoiceId}/discard', discardInvoice, {
    summary: 'Discard a draft; its facts are billable again',
    tag: 'invoices',
    body: nothing,
    toInput: ({ invoiceId }) => ({ invoiceIds: [invoiceId] }),
  }),
  verb('post', '/invoices/{invoiceId}/send', sendInvoice, {
    summary: 'Issue a draft and send it with its pay link',
    tag: 'invoices',
    body: sendBody,
    toInput: ({ invoiceId }, body) => ({ invoiceIds: [invoiceId], ...body }),
    toAnswer: onlyItem,
  }),
  verb('post', '/invoices/send', sendInvoice, {
    summary: 'Send many; what changed since its approval drops out by name',
    tag: 'invoices',
  }),
  verb('post', '/invoices/{invoiceId}/request-approval', requestApproval, {
    summary: 'Ask for the key to send an invoice as it stands',
    tag: 'approvals',
    body: nothing,
    toInput: ({ invoiceId }) => ({ action: 'send-invoice', invoiceIds: [invoiceId] }),
    toAnswer: onlyItem,
  }),
  verb('post', '/approvals', requestApproval, {
    summary: 'Ask for the keys to send many invoices',
    tag: 'approvals',
  }),
  verb('post', '/approvals/{approvalId}/decide', decideApproval, {
    summary: 'Approve or deny',
    tag: 'approvals',
    body: decisionBody,
    toInput: ({ approvalId }, body) => ({ approvalIds: [approvalId], ...body }),
    toAnswer: onlyItem,
  }),
  verb('post', '/approvals/decide', decideApproval, {
    summary: 'One decision over many approvals',
    tag: 'approvals',
  }),

  verb('post', '/incidents/{incidentId}/close', closeIncident, {
    summary: 'Close an incident, saying what was done',
    tag: 'incidents',
  }),
  verb('put', '/gates', setPolicy, { summary: 'Set the policy of a gate', tag: 'gates' }),
  verb('patch', '/settings', changeSettings, {
    summary: 'Change the settings of the account',
    tag: 'accounts',
  }),
  verb('post', '/members', addMember, { summary: 'Add a member', tag: 'accounts' }),
  verb('post', '/sandbox/clock', moveClock, {
    summary: 'Move the business clock of a sandbox install forward',
    tag: 'sandbox',
  }),
];
