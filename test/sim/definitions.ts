/** Definitions the simulated clients start: every kind of order, small enough to end. */
export const definitions: readonly string[] = [
  `workflow:
  name: line
  version: 1
  stages:
    - name: plan
      agent: planner
    - name: both
      type: parallel
      branches:
        - agent: builder
        - agent: marcus-backend
    - name: check
      agent: maria-qa
`,
  `workflow:
  name: rounds
  version: 1
  state_schema:
    good: boolean
  on_failure: continue
  max_parallel: 2
  stages:
    - name: review
      type: loop
      max_iterations: 3
      until: good == true
      stages:
        - name: fix
          agent: builder
          resources: ["src/**"]
        - name: judge
          agent: maria-qa
    - name: each
      type: for_each
      items: "[1, 2, 3]"
      agent: marcus-backend
      task: Item \${item}
`,
  `workflow:
  name: race
  version: 1
  timeout: 2h
  stages:
    - name: race
      type: parallel
      merge_condition: any_complete
      branches:
        - agent: builder
        - agent: planner
    - name: pause
      type: wait
      for: 5m
    - name: last
      agent: maria-qa
      timeout: 10m
      retry: { max: 1 }
`,
  `workflow:
  name: signals
  version: 1
  on_failure: continue
  timeout: 6h
  stages:
    - name: begin
      agent: planner
    - name: paid
      signal: go
      correlate: "'k'"
      timeout: 1h
      on_timeout: continue
    - name: own
      signal: go
      needs: [begin]
      timeout: 2h
    - name: tell
      needs: [paid]
      signal: go
      to: "'k'"
    - name: which
      needs: [tell, own]
      first_of:
        - { signal: go, goto: check }
        - { signal: stop, correlate: "'k'", goto: mend }
        - { timer: 20m, goto: mend }
    - name: check
      agent: maria-qa
    - name: mend
      agent: builder
`,
  `workflow:
  name: trip
  version: 1
  on_failure: compensate
  stages:
    - name: plan
      agent: planner
      compensate: { agent: planner, task: Drop it }
    - name: both
      type: parallel
      branches:
        - { name: here, use: booking }
        - { name: there, use: booking }
    - name: pay
      agent: builder
      compensate: { agent: builder, task: Pay back }
    - name: confirm
      agent: maria-qa
      on_failure: { retry_strategy: escalate }
`,
];

/** What others use. */
export const used: Readonly<Record<string, string>> = {
  booking: `workflow:
  name: booking
  version: 1
  stages:
    - name: book
      agent: marcus-backend
      compensate: { agent: marcus-backend, task: Cancel the booking }
    - name: seat
      use: seat
`,
  seat: `workflow:
  name: seat
  version: 1
  stages:
    - name: choose
      agent: builder
      compensate: { agent: builder, task: Give the seat back }
    - name: tell
      agent: planner
`,
};

/** What a signal starts by itself. */
export const triggered = `workflow:
  name: triggered
  version: 1
  triggers:
    - signal: stop
      when: signal.payload == 1
  stages:
    - agent: builder
`;
