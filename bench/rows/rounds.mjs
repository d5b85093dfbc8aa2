/** How often a row is measured: what a goal is judged by, what is shown beside it, and what differs by little. */
export const judged = 7;
export const shown = 3;
export const fine = 15;
