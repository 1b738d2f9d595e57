/** A new Region has this form too, before this version of Signalbox knows it. */
export const REGION_FORM = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;
