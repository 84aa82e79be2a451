import type { Db } from "./db.ts";
import { applyRows } from "./rows/apply-rows.ts";
import { readAgentRecord, readAgentRecords, readLoads } from "./sql/agent-record.ts";
import { appendEvent } from "./sql/append-event.ts";
import { insertBlob, readBlob } from "./sql/blob.ts";
import { putCached, readCached } from "./sql/cache.ts";
import { findCommand, insertCommand } from "./sql/command.ts";
import { countEnded } from "./sql/count-ended.ts";
import { countFollowers } from "./sql/count-followers.ts";
import { countMemoryKeys } from "./sql/count-memory-keys.ts";
import { countOpenWorkflows } from "./sql/count-open-workflows.ts";
import { dataVersion } from "./sql/data-version.ts";
import { readLearning, readLearnings } from "./sql/learning.ts";
import { deleteMessage, insertMessage, readOutbox } from "./sql/outbox.ts";
import { readClaimedBy } from "./sql/query-claimed-by.ts";
import {
  readDurations,
  readExecutions,
  readOutcomes,
  readTokensUsed,
} from "./sql/query-executions.ts";
import { readActive, readFailed, readReady } from "./sql/query-handoffs.ts";
import { rowsLike } from "./sql/query-like.ts";
import { readMemory } from "./sql/query-memory.ts";
import { readExperience, readRecall } from "./sql/query-recall.ts";
import { readRecentMemory } from "./sql/query-recent-memory.ts";
import { readSignals } from "./sql/query-signals.ts";
import { readStreams } from "./sql/query-streams.ts";
import { streamsLike } from "./sql/query-streams-like.ts";
import { readOpenTasks } from "./sql/query-tasks.ts";
import { readNextTimer, readTimersDue, readTimersOf } from "./sql/query-timers.ts";
import { readWorkflows } from "./sql/query-workflows.ts";
import { readAllEvents, readEvents, readEventsBefore, readRewinds } from "./sql/read-events.ts";
import { readFacts } from "./sql/read-facts.ts";
import { readStream } from "./sql/read-stream.ts";
import { readSession, readSessions } from "./sql/session.ts";
import { readSnapshots, saveSnapshot } from "./sql/snapshot.ts";
import { transaction } from "./sql/transaction.ts";
import { insertStream, updateStream } from "./sql/write-stream.ts";

/** Everything the store says to SQLite, bound to one connection; each statement is prepared at its first use. */
export const operations = (db: Db) => {
  const blobOf = readBlob(db);
  return {
    ...transaction(db),
    ...rowsLike(db),
    dataVersion: dataVersion(db),
    readStream: readStream(db),
    readStreams: readStreams(db),
    streamsLike: streamsLike(db),
    countEnded: countEnded(db),
    countFollowers: countFollowers(db),
    countOpenWorkflows: countOpenWorkflows(db),
    countMemoryKeys: countMemoryKeys(db),
    insertStream: insertStream(db),
    updateStream: updateStream(db),
    appendEvent: appendEvent(db),
    findCommand: findCommand(db),
    insertCommand: insertCommand(db),
    insertBlob: insertBlob(db),
    readBlob: blobOf,
    insertMessage: insertMessage(db),
    deleteMessage: deleteMessage(db),
    readOutbox: readOutbox(db),
    readCached: readCached(db),
    putCached: putCached(db),
    saveSnapshot: saveSnapshot(db),
    readSnapshots: readSnapshots(db),
    readEvents: readEvents(db),
    readEventsBefore: readEventsBefore(db),
    readAllEvents: readAllEvents(db),
    readRewinds: readRewinds(db),
    readFacts: readFacts(db),
    readAgentRecord: readAgentRecord(db),
    readAgentRecords: readAgentRecords(db),
    readLoads: readLoads(db),
    readReady: readReady(db),
    readActive: readActive(db),
    readFailed: readFailed(db),
    readClaimedBy: readClaimedBy(db),
    readWorkflows: readWorkflows(db),
    readOpenTasks: readOpenTasks(db),
    readTimersDue: readTimersDue(db),
    readNextTimer: readNextTimer(db),
    readTimersOf: readTimersOf(db),
    readSignals: readSignals(db),
    readMemory: readMemory(db),
    readRecentMemory: readRecentMemory(db),
    readRecall: readRecall(db),
    readExperience: readExperience(db),
    readExecutions: readExecutions(db),
    readDurations: readDurations(db),
    readTokensUsed: readTokensUsed(db),
    readOutcomes: readOutcomes(db),
    readLearning: readLearning(db),
    readLearnings: readLearnings(db),
    readSession: readSession(db),
    readSessions: readSessions(db),
    applyRows: applyRows(db, blobOf),
  };
};

/** See {@link operations}. */
export type Operations = ReturnType<typeof operations>;
