/** What is said of a thing that a view shows. `none`: nothing is said of it. */
export type ViewState = 'fine' | 'wrong' | 'not-known' | 'none';
