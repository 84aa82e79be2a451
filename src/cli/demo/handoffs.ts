/** The five handoffs of the demo, as the arguments of create_handoff, in the order in which they are made. */

const issue = {
  type: "documentation",
  path: "ISSUE.md",
  description: "What a user asks for, and what the maintainer left open",
};

const feature = "Read and write ISO 8601 durations in tidy-duration, as ISSUE.md asks.";

/** One of {@link handoffs}, with the step's name. */
export interface HandoffPlan {
  readonly step: string;
  readonly to_agent: string;
  readonly needs: readonly string[];
  readonly expected_output: {
    readonly deliverables: readonly string[];
    readonly acceptance_criteria: readonly string[];
    readonly checks?: readonly string[];
  };
  readonly [argument: string]: unknown;
}

/** Requirements, then code, then tests and docs side by side, then the review. */
export const handoffs: readonly [HandoffPlan, ...HandoffPlan[]] = [
  {
    step: "requirements",
    to_agent: "alex-ba",
    needs: [],
    context: {
      feature_description: `${feature} Turn the issue into requirements.`,
      constraints: ["Decide nothing that the issue leaves open: ask."],
    },
    artifacts: [issue],
    expected_output: {
      deliverables: ["docs/requirements.md", "test/iso-months.test.js"],
      acceptance_criteria: [
        "Each example of the issue is a numbered requirement with its result",
        "What the issue leaves open is decided by a person, and the decision is recorded",
      ],
    },
  },
  {
    step: "code",
    to_agent: "marcus-backend",
    needs: ["requirements"],
    resources: ["src/**"],
    context: {
      feature_description: `${feature} Write the code that docs/requirements.md asks for.`,
      constraints: ["No dependency", "Existing tests stay as they are"],
    },
    artifacts: [issue],
    expected_output: {
      deliverables: ["src/iso.js", "src/parse.js", "src/index.js"],
      acceptance_criteria: [
        "Every requirement of docs/requirements.md holds",
        "The other form of duration reads as before",
      ],
      checks: ["tests"],
    },
  },
  {
    step: "tests",
    to_agent: "maria-qa",
    needs: ["code"],
    resources: ["test/**", "docs/test-report.md"],
    context: { feature_description: `${feature} Test it beyond the examples and report.` },
    expected_output: {
      deliverables: ["test/iso-roundtrip.test.js", "docs/test-report.md"],
      acceptance_criteria: [
        "Each requirement has a passing test, named in the report",
        "parse reads back what formatIso wrote, over many durations",
      ],
      checks: ["tests"],
    },
  },
  {
    step: "docs",
    to_agent: "builder",
    needs: ["code"],
    resources: ["README.md", "CHANGELOG.md"],
    context: { feature_description: `${feature} Document it in the README and the changelog.` },
    artifacts: [issue],
    expected_output: {
      deliverables: ["README.md", "CHANGELOG.md"],
      acceptance_criteria: [
        "Each example in the README was run and gives what it says",
        "The changelog has an entry",
      ],
    },
    on_failure: { retry_strategy: "retry", max_retries: 2 },
  },
  {
    step: "review",
    to_agent: "sarah-pm",
    needs: ["tests", "docs"],
    context: { feature_description: `${feature} Review the change against what was asked for.` },
    artifacts: [issue],
    expected_output: {
      deliverables: ["docs/review.md"],
      acceptance_criteria: [
        "Each requirement is covered by the test report",
        "Nothing was changed that was not asked for",
      ],
      checks: ["tests"],
    },
  },
];
