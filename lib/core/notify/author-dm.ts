/** Among the mentions of a route, but not one: the author gets a direct message. */
export const AUTHOR_DM = 'author-dm';
