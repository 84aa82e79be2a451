/** Two versions each of what the model's workflows follow; the second ones differ where most has not started. */
export const definitions: readonly string[] = ["1", "2"].flatMap((version) => [
  `workflow:
  name: order
  version: ${version}
  on_failure: compensate
  timeout: 1d
  stages:
    - { name: reserve, agent: builder, compensate: { agent: builder, task: Release it } }
    - { name: pay, agent: marcus-backend, compensate: { agent: marcus-backend, task: Pay it back }, retry: { max: 1 } }
    - { name: sign, type: approval, due: 2h }
    - { name: sent, signal: sent, correlate: "'order'", timeout: 3h, on_timeout: continue }
    - { name: bill, agent: builder, when: "true", ${version === "2" ? "task: Bill it twice" : "task: Bill it"} }
    ${version === "2" ? "- { name: survey, agent: maria-qa }" : ""}
`,
  `workflow:
  name: review
  version: ${version}
  on_failure: ${version === "2" ? "continue" : "halt"}
  max_parallel: 2
  timeout: 1d
  state_schema: { good: boolean }
  stages:
    - { name: lines, items: "[1, 2, 3]", agent: builder, on_failure: { retry_strategy: escalate } }
    - name: rounds
      type: loop
      max_iterations: 2
      until: good == true
      stages: [{ name: mend, agent: builder }, { name: judge, agent: maria-qa }]
    - name: choice
      first_of:
        - { signal: done, goto: close }
        - { timer: 30m, goto: remind }
    - { name: close, agent: ${version === "2" ? "maria-qa" : "builder"} }
    - { name: remind, agent: builder, needs: [close] }
    - { name: pause, for: 10m }
    - { name: tell, signal: sent, to: "'order'" }
`,
  `workflow:
  name: bundle
  version: ${version}
  on_failure: compensate
  timeout: 2d
  stages:
    - { name: prepare, agent: builder, compensate: { agent: builder, task: Take it down } }
    - { name: orders, use: order }
    - { name: deliver, agent: ${version === "2" ? "maria-qa" : "builder"} }
`,
]);

/** Stages that are added to, or put into the place of, what has not started. */
export const amendments: readonly object[] = [
  { add: [{ name: "extra", agent: "builder", task: "One more thing" }] },
  { replace: [{ name: "bill", agent: "maria-qa", task: "Bill it otherwise" }] },
  { remove: ["bill"] },
  { remove: ["reserve"] },
  { replace: [{ name: "pay", agent: "maria-qa" }] },
  { replace: [{ name: "lines", items: "[4]", agent: "maria-qa" }] },
  { remove: ["pause"] },
  { add: [{ name: "behind", agent: "maria-qa", after: "pay" }] },
  { add: [{ name: "later", for: "5m" }] },
  { replace: [{ name: "tell", agent: "builder" }] },
];
