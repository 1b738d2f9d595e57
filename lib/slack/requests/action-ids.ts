/** What our buttons are called, where they are drawn and where a press of one arrives. */
export const actions = {
  approve: 'approve',
  withdraw: 'withdraw',
  approveWithComment: 'approve-with-comment',
  rejectWithComment: 'reject-with-comment',
  retry: 'retry',
  rollBack: 'roll-back',
} as const;
