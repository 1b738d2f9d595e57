/** How the code of a function was loaded. */
export interface Start {
  /** The package has a code cache that another version of V8 made. */
  isCacheRejected?: boolean;
}
