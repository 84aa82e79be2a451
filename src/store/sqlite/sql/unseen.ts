/**
 * A bound value that the planner does not see. Where one may matter to the plan (a limit, a column that equals it beside
 * an order or a join) SQLite plans the statement anew for every value, which takes ten times as long as to run it.
 */
export const unseen = "(SELECT ?)";
