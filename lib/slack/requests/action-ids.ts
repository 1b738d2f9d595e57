/** Action ids of our buttons, shared by the code that renders them and the code that reads a click. */
export const actions = {
  approve: 'approve',
  withdraw: 'withdraw',
  approveWithComment: 'approve-with-comment',
  rejectWithComment: 'reject-with-comment',
  retry: 'retry',
  rollBack: 'roll-back',
  overrideCondition: 'override-condition',
  release: 'release-form',
} as const;

export const homeActions = {
  refresh: 'home-refresh',
  pin: 'home-pin',
  unpin: 'home-unpin',
  mute: 'home-mute',
  unmute: 'home-unmute',
} as const;
