/**
 * Answers the criteria a brief numbers C1, C2 and so on. `evidence` is a list of [pattern, text]; each pattern must fit
 * the words of one numbered criterion, else the brief asks for something this agent does not know: an error.
 */
export const answerCriteria = (brief, evidence) => {
  const asked = brief.split("\n").flatMap((line) => {
    const match = /\b(C\d+)\b\W*(.+)/.exec(line);
    return match === null ? [] : [{ number: match[1], words: match[2] }];
  });
  return evidence.map(([pattern, proof]) => {
    const criterion = asked.find(({ words }) => pattern.test(words));
    if (criterion === undefined) throw new Error(`the brief has no criterion like ${pattern}`);
    return { criterion: criterion.number, met: true, evidence: proof };
  });
};
