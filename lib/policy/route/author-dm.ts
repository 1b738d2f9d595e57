/** Not a mention: the author gets a direct message. */
export const AUTHOR_DM = 'author-dm';
