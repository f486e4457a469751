/** What each gate stands in front of, for people who set its policy, and which gates an action of today meets. */
export const gatesInUse: readonly string[] = ['send', 'payment_link'];

export const gateMeanings: Readonly<Record<string, string>> = {
  send: 'An invoice is issued and mailed to the client. What was sent cannot be taken back.',
  payment_link: 'The mail asks for money: its link lets the client pay.',
  charge: 'A card or account that the client left with us is charged without the client pressing anything.',
  payout: 'Money leaves to somebody who earned a share.',
  refund: 'Money that a client paid goes back.',
  stripe_connect: 'A Stripe account is tied to this account and receives its money.',
  void: 'An issued invoice stops counting.',
  mark_paid: 'Somebody attests that money came, without a gateway that proves it.',
  write_off: 'What is owed is taken out of the books as bad debt.',
  credit_note: 'A part of an issued invoice is taken back on paper.',
  bulk: 'One press acts on many records.',
  contract_live: 'Recurring billing begins.',
  override: 'A rule of the account is set aside once.',
  policy: 'The policy of a gate is changed.',
};
