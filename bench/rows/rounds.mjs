/** How often a row is measured: what a goal is judged by, what is shown beside it, what differs by little, what is long. */
export const judged = 7;
export const shown = 3;
export const fine = 15;
export const once = 1;
