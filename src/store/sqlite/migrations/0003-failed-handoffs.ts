/** Dead letters of all workflows are found without a look at every handoff. */
export const failedHandoffs = `
CREATE INDEX handoff_failed ON handoff (since, id) WHERE status = 'failed';
`;
