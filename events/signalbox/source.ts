/** `source` of every event that Signalbox puts. */
export const SOURCE = 'signalbox';

/** `detail-type` of the vote of a machine. */
export const VOTE = 'Signalbox Vote';
