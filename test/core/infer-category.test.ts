import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ErrorCategory, errorCategories } from "../../src/core/recovery/category.ts";
import { fingerprint } from "../../src/core/recovery/fingerprint.ts";
import { inferCategory } from "../../src/core/recovery/infer-category.ts";

const messages: Readonly<Record<ErrorCategory, readonly string[]>> = {
  quota: [
    "You exceeded your current quota, please check your plan and billing details.",
    'Error: 429 {"error":{"code":"insufficient_quota","message":"..."}}',
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.",
    "HTTP 402 Payment Required",
    "The API answered with status 402.",
    "Claude AI usage limit reached, resets at 3pm (UTC)",
    "5-hour limit reached ∙ resets 8pm",
    "We hit our organization's monthly spend limit, nothing more can be generated",
    "billing_hard_limit_reached",
    "API Error: 400 billing_error",
    "account_on_hold: contact support",
    "Your credits are used up",
    "RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Generate requests'",
    "The account is out of API credits",
    "Billing is disabled for this project",
    "insufficient funds on the account",
    "the API quota is exhausted until tomorrow",
  ],
  critical: [
    "The migration dropped the production database",
    "I deleted rows from the production users table by mistake: deleted 40,000 rows in production",
    "API keys were committed to the public repository",
    "The build log leaked the deploy credentials",
    "Data loss: the export is empty and the source is gone",
    "SQLITE_CORRUPT: database disk image is malformed",
    "The repository is corrupted, git fsck reports missing trees",
    "Security breach: unknown SSH key on the server",
    "Production is down since the deploy",
    "A destructive command ran against the wrong cluster",
  ],
  transient: [
    "connect ECONNREFUSED 127.0.0.1:5432",
    "TypeError: fetch failed",
    "getaddrinfo ENOTFOUND registry.example.org",
    "socket hang up",
    "Request timed out after 120s",
    "The operation timed out.",
    "npm ERR! network request to the registry failed, reason: ETIMEDOUT",
    "502 Bad Gateway",
    "The API returned 500",
    "Error: 529 overloaded_error",
    "HTTP 503 from the package mirror",
    "429 Too Many Requests, retry after 20 seconds",
    "Rate limited by GitHub",
    "The service is temporarily unavailable",
    "Connection reset by peer",
    "The sub-agent crashed without an answer",
    "the worker process was killed (SIGKILL)",
    "fatal: JavaScript heap out of memory",
    "Timeout waiting for the language server",
    "Attempt timed out after 600 s.",
    "API Error: 500 Internal Server Error",
    "server unavailable",
    "request failed with status code 504",
  ],
  code_error: [
    "500 tests passed, 1 failed",
    "AssertionError: expected 200 to be 503",
    "expected status 403 but got 500",
    "TypeError: Cannot read properties of undefined (reading 'quota')",
    "QuotaService.test.ts: 2 failed, 40 passed",
    "the billing module's totals are wrong in three places",
    "Test timed out in 5000ms.",
    "Error: Timeout of 2000ms exceeded. For async tests and hooks, ensure done() is called",
    "src/limits.ts(12,5): error TS2345: Argument of type 'string' is not assignable",
    "ReferenceError: setTimeout is not defined",
    "SyntaxError: Unexpected token '}'",
    "3 failing: network module returns stale data",
    "the tests still fail: expected 'quota exceeded' to be thrown, got nothing",
    "test 'detects data corruption' fails: expected true, got false",
    "KeyError: 'forbidden'",
    "The timeout option is ignored in client.ts",
    "returned 500 rows where 400 were right",
    "lint error: import of engine is forbidden here",
    "Could not write the parser: off by one in line 502",
    "cannot find module './design/tokens'",
    "the code does not compile",
    "Segmentation fault (core dumped) in parser_test",
    "The design tokens are not loaded in theme.css",
    "merge conflict in src/api.ts",
    "",
  ],
  blocker: [
    "EACCES: permission denied, open '/etc/hosts'",
    "401 Unauthorized",
    "The request was answered with 403",
    "I have no access to the staging cluster",
    "ANTHROPIC_API_KEY is not set",
    "Missing API key for the mail provider",
    "The deploy token is expired",
    "docker: command not found",
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock",
    "ENOSPC: no space left on device",
    "write failed: disk quota exceeded",
    "Blocked by the open question in the contract",
    "This needs approval from the security team",
    "waiting for a decision of the product owner",
    "Authentication required: please log in",
    "postgres is not installed on this machine",
    "I am not allowed to edit this folder",
  ],
  design_flaw: [
    "The approach cannot work: the events arrive out of order",
    "wrong approach: polling does not scale to 10,000 clients",
    "The schema contradicts the API of the contract",
    "Requirements conflict: offline first and always consistent",
    "The library does not support streaming uploads",
    "The two constraints are mutually exclusive",
    "It is impossible to meet the latency goal with this architecture",
    "The plan assumes a table that was dropped long ago",
    "This is not feasible within the memory limit",
    "the chosen protocol is incompatible with older clients",
    "This cannot be implemented as specified",
  ],
};

describe.each(errorCategories)("%s is inferred from", (category) => {
  for (const message of messages[category]) {
    test(message === "" ? "nothing at all" : message, () => {
      expect(inferCategory(message)).toBe(category);
    });
  }
});

test("any message has a category", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (message) => {
      expect(errorCategories).toContain(inferCategory(message));
    }),
  );
});

test("no message takes long, however it repeats itself", () => {
  const words =
    "error api expected quota billing overwrote data production committed the a waiting for".split(
      " ",
    );
  for (const text of [...words.map((word) => `${word} `), "a", " ", "error: ", "5", "a-"]) {
    const message = text.repeat(60_000);
    const began = performance.now();
    inferCategory(message);
    fingerprint(message);
    expect(performance.now() - began, text).toBeLessThan(1000);
  }
});
