/** A workflow's id at a time: `orch_YYYYMMDD_HHMMSS_xxxx`, UTC; its last part is the end of a fresh UUID, which is random in every version of them. */
export const workflowIdAt = (timestamp: string, uuid: string): string => {
  const [date = "", time = ""] = timestamp.split("T");
  const stamp = `${date.replaceAll("-", "")}_${time.slice(0, 8).replaceAll(":", "")}`;
  return `orch_${stamp}_${uuid.slice(-4)}`;
};

/** Whether a text has the form of a workflow's id. */
export const isWorkflowId = (text: string): boolean => /^orch_\d{8}_\d{6}_[0-9a-z]{4}$/.test(text);
