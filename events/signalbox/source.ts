/** `source` of every event that Signalbox puts. */
export const SOURCE = 'signalbox';
