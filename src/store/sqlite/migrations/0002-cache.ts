/** What is kept to spare work; nothing follows from it, and nobody misses a row. */
export const cache = `
CREATE TABLE cache (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
`;
