/** Streams, events, commands, blobs, messages, snapshots, and the derived tables. */
export const initial = `
CREATE TABLE meta (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  snapshot_version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE event (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream (id),
  version INTEGER NOT NULL,
  type TEXT NOT NULL,
  type_version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  hash TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (stream, version)
) STRICT;
CREATE INDEX event_rewound ON event (stream, version) WHERE type = 'rewound';

CREATE TABLE command (
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  command TEXT NOT NULL,
  hash TEXT NOT NULL,
  stream INTEGER NOT NULL REFERENCES stream (id),
  version INTEGER NOT NULL,
  reply TEXT NOT NULL
) STRICT;
CREATE INDEX command_key ON command (key);

CREATE TABLE blob (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE outbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  stream INTEGER NOT NULL REFERENCES stream (id),
  version INTEGER NOT NULL,
  n INTEGER NOT NULL,
  to_stream TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_to ON outbox (to_stream, position);

CREATE TABLE snapshot (
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream (id),
  version INTEGER NOT NULL,
  format INTEGER NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (stream, version)
) STRICT;

CREATE TABLE workflow (
  stream INTEGER PRIMARY KEY REFERENCES stream (id),
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  open INTEGER NOT NULL,
  runs INTEGER NOT NULL,
  definition TEXT
) STRICT;
CREATE INDEX workflow_definition ON workflow (definition, open) WHERE definition IS NOT NULL;
CREATE INDEX workflow_newest ON workflow (open, updated_at, stream);

CREATE TABLE handoff (
  id INTEGER PRIMARY KEY,
  handoff TEXT NOT NULL UNIQUE,
  stream INTEGER NOT NULL REFERENCES stream (id),
  step TEXT NOT NULL,
  agent TEXT NOT NULL,
  status TEXT NOT NULL,
  priority INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  critical INTEGER NOT NULL,
  rank REAL NOT NULL,
  since INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  fence INTEGER,
  expires_at INTEGER,
  holder TEXT,
  session TEXT,
  tool_use TEXT,
  resources TEXT NOT NULL,
  uses TEXT NOT NULL,
  queued INTEGER NOT NULL
) STRICT;
CREATE INDEX handoff_stream ON handoff (stream, status, priority, critical DESC, rank DESC, since, created_at);
CREATE INDEX handoff_queue ON handoff (priority, turn, critical DESC, rank DESC, since, created_at) WHERE queued = 1;
CREATE INDEX handoff_agent_queue ON handoff (agent, priority, turn, critical DESC, rank DESC, since, created_at)
  WHERE queued = 1;
CREATE INDEX handoff_active ON handoff (since, created_at) WHERE status = 'active';
CREATE INDEX handoff_load ON handoff (agent, expires_at) WHERE status = 'active';
CREATE INDEX handoff_uses ON handoff (expires_at) WHERE status = 'active' AND uses <> '{}';
CREATE INDEX handoff_use ON handoff (tool_use) WHERE tool_use IS NOT NULL;
CREATE INDEX handoff_held ON handoff (expires_at) WHERE status = 'active' AND resources <> '[]';

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL UNIQUE,
  stream INTEGER NOT NULL REFERENCES stream (id),
  step TEXT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  assignees TEXT NOT NULL
) STRICT;
CREATE INDEX task_asked ON task (id) WHERE status = 'open' AND assignees <> '[]';
CREATE INDEX task_open ON task (opened_at) WHERE status = 'open';
CREATE INDEX task_stream ON task (stream, opened_at) WHERE status = 'open';

CREATE TABLE timer (
  stream INTEGER NOT NULL REFERENCES stream (id),
  timer TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (stream, timer)
) STRICT, WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due_at);

CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY,
  checkpoint TEXT NOT NULL UNIQUE,
  stream INTEGER NOT NULL REFERENCES stream (id),
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX checkpoint_stream ON checkpoint (stream);

CREATE TABLE signal (
  id INTEGER PRIMARY KEY,
  signal TEXT NOT NULL UNIQUE,
  stream INTEGER NOT NULL REFERENCES stream (id),
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX signal_oldest ON signal (at, id);

CREATE TABLE memory (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  version INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  tags TEXT NOT NULL,
  expires_at INTEGER,
  UNIQUE (scope, owner, key)
) STRICT;
CREATE INDEX memory_newest ON memory (scope, owner, at DESC, key);
CREATE VIRTUAL TABLE memory_text USING fts5 (
  key, tags, value,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE execution (
  id INTEGER PRIMARY KEY,
  execution TEXT NOT NULL UNIQUE,
  origin TEXT,
  workflow TEXT,
  title TEXT NOT NULL,
  step TEXT,
  handoff TEXT,
  attempt INTEGER NOT NULL,
  agent TEXT NOT NULL,
  task TEXT NOT NULL,
  result TEXT,
  status TEXT NOT NULL,
  counts INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  duration_ms INTEGER,
  tokens_used INTEGER,
  session TEXT,
  contested INTEGER NOT NULL
) STRICT;
CREATE INDEX execution_newest ON execution (at) WHERE origin IS NULL;
CREATE INDEX execution_workflow ON execution (workflow, at) WHERE origin IS NULL AND workflow IS NOT NULL;
CREATE INDEX execution_session ON execution (session, at) WHERE session IS NOT NULL;
CREATE INDEX execution_outcome ON execution (agent, status, at, duration_ms, tokens_used) WHERE counts = 1;
CREATE VIRTUAL TABLE execution_text USING fts5 (
  words,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE VIRTUAL TABLE execution_vocab USING fts5vocab('execution_text', 'row');

CREATE TABLE learning (
  id INTEGER PRIMARY KEY,
  learning TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  agent TEXT NOT NULL,
  workflow TEXT,
  origin TEXT,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  uses INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE learning_text USING fts5 (
  words,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE learning_vocab USING fts5vocab('learning_text', 'row');

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  session TEXT NOT NULL UNIQUE,
  started_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  executions INTEGER NOT NULL,
  ended_at INTEGER,
  summary TEXT
) STRICT;
CREATE INDEX session_newest ON session (last_at);

CREATE TABLE agent_record (
  agent TEXT NOT NULL PRIMARY KEY,
  completed INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  streak INTEGER NOT NULL,
  opened_at INTEGER,
  total_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
