import { type Refusal, refuse } from "../../core/refusal.ts";

/** How a list is paged. */
export interface PageInput {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Where a page starts and how long it is; the cursor is the offset of the next item. */
export const pageOf = (
  input: PageInput,
  usual: number,
): { readonly limit: number; readonly offset: number } | Refusal => {
  const limit = input.limit ?? usual;
  if (input.cursor === undefined) return { limit, offset: 0 };
  const offset = /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : Number.NaN;
  return Number.isNaN(offset)
    ? refuse(
        "invalid_input",
        "That cursor is not one of this list's.",
        "Pass the cursor of the last result as it was, or leave it out.",
      )
    : { limit, offset };
};

/** The cursor of the next page, where there may be one. */
export const nextCursor = (
  page: { readonly limit: number; readonly offset: number },
  more: boolean,
): { readonly cursor?: string } => (more ? { cursor: String(page.offset + page.limit) } : {});

/** One page of a list that is at hand as a whole. */
export const slicePage = <T>(
  items: readonly T[],
  page: { readonly limit: number; readonly offset: number },
): readonly T[] => items.slice(page.offset, page.offset + page.limit);
