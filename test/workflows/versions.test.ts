import { describe, expect, test } from "vitest";
import { baton } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";

const release = (version: string, task = "Build", more = "") =>
  `workflow:
  name: release
  version: ${version}
  stages:
    - { name: build, agent: "baton:builder", task: ${task} }
${more}`;
const notes = `    - name: after
      stages:
        - { name: notes, agent: "baton:builder", task: Notes }
`;

const run = async (project: ScratchProject, ...args: readonly string[]) => {
  const { code, stdout, stderr } = await baton(project, args);
  return { code, out: stdout, err: stderr };
};

/** A project in which 1.9 is kept, then 1.10, and each is followed. */
const started = async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const old = await session.call("start_workflow", { definition: release("1.9") });
  await session.call("start_workflow", { definition: release("1.10", "Build", notes) });
  return { project, session, old };
};

describe("baton versions", () => {
  test("lists what is kept, the newest first, with who follows it", async () => {
    const { project, session, old } = await started();
    const { out } = await run(project, "versions", "release");
    expect(out.replace(/kept \S+/g, "kept T")).toBe(
      "release: starts without a version get newest\n  1.10  kept T  1 unfinished\n  1.9  kept T  1 unfinished\n",
    );
    const end = { workflow_id: old.workflow_id, action: "cancel", reason: "done with it" };
    await session.call("control_workflow", end);
    const { out: json } = await run(project, "versions", "release", "--json");
    expect(JSON.parse(json)).toMatchObject({
      use: "newest",
      versions: [
        { version: "1.10", running: 1, used: false },
        { version: "1.9", running: 0, used: false },
      ],
    });
  });

  test("makes an earlier one what starts without a version get, and takes that back", async () => {
    const { project, session } = await started();
    const versionOf = async (template: string) => {
      const { definition, warnings } = await session.call("start_workflow", { template });
      return [Object(definition).version, warnings];
    };
    expect(await versionOf("release")).toEqual(["1.10", [expect.stringContaining("get 1.10")]]);
    const { out } = await run(project, "versions", "release", "--use", "1.9");
    expect(out).toContain("release: starts without a version get 1.9\n");
    expect(out).toContain("* 1.9  ");
    expect(await versionOf("release")).toEqual(["1.9", [expect.stringContaining("get 1.9 here")]]);
    expect(await versionOf("release@1.10")).toEqual(["1.10", []]);
    await run(project, "versions", "release", "--use", "newest");
    expect(await versionOf("release")).toEqual(["1.10", expect.anything()]);
  });

  test("goes before a file of that name, and back to it", async () => {
    const project = scratchProject();
    project.write("workflows/release.yaml", release("2.0"));
    const session = await openSession(project);
    const start = async (args: object) =>
      Object((await session.call("start_workflow", args)).definition).version;
    await start({ definition: release("1.0", "Build it") });
    expect(await start({ template: "release" })).toBe("2.0");
    await run(project, "versions", "release", "--use", "1.0");
    expect(await start({ template: "release" })).toBe("1.0");
    await run(project, "versions", "release", "--use", "newest");
    expect(await start({ template: "release" })).toBe("2.0");
  });

  test("says what there is instead", async () => {
    const { project } = await started();
    expect(await run(project, "versions", "release", "--use", "3.0")).toMatchObject({
      code: 1,
      err: expect.stringContaining("There are: 1.10, 1.9"),
    });
    expect(await run(project, "versions", "relese")).toMatchObject({
      code: 1,
      err: expect.stringContaining("Did you mean release?"),
    });
    expect((await run(project, "versions")).code).toBe(2);
  });
});

describe("baton diff", () => {
  test("tells stage by stage what differs between files, versions and workflows", async () => {
    const { project, session, old } = await started();
    project.write("new.yaml", release("2.0", "Build it anew", notes.replace("Notes", "All notes")));
    expect((await run(project, "diff", "release@1.9", "release@1.10")).out).toBe(
      "release 1.9 -> release 1.10\n+ after\n",
    );
    expect((await run(project, "diff", "release@1.10", "new.yaml")).out).toBe(
      `release 1.10 -> release 2.0
~ build
    task: "Build" -> "Build it anew"
~ after/notes
    task: "Notes" -> "All notes"
`,
    );
    await session.call("control_workflow", {
      workflow_id: old.workflow_id,
      action: "amend",
      reason: "more",
      changes: { add: [{ name: "audit", agent: "baton:maria-qa" }] },
    });
    expect((await run(project, "diff", old.workflow_id, "release@1.9")).out).toBe(
      "release 1.9 -> release 1.9\n- audit\n",
    );
    const { out } = await run(project, "diff", "release@1.10", "new.yaml", "--json");
    expect(JSON.parse(out)).toMatchObject({
      from: "release 1.10",
      settings: [],
      stages: [
        { change: "changed", stage: "build", fields: [{ field: "task", from: "Build" }] },
        { change: "changed", stage: "after/notes" },
      ],
    });
  });

  test("tells that nothing differs, and of settings that do", async () => {
    const { project } = await started();
    project.write("same.yaml", release("1.9"));
    project.write("slow.yaml", release("1.9").replace("stages:", "timeout: 2h\n  stages:"));
    expect((await run(project, "diff", "release@1.9", "same.yaml")).out).toBe(
      "release 1.9 -> release 1.9: no difference\n",
    );
    expect((await run(project, "diff", "same.yaml", "slow.yaml")).out).toBe(
      "release 1.9 -> release 1.9\n~ timeoutSeconds of the workflow\n",
    );
  });

  test("refuses what it cannot read", async () => {
    const { project } = await started();
    project.write("bad.yaml", "workflow: 7\n");
    expect(await run(project, "diff", "release", "gone.yaml")).toMatchObject({
      code: 1,
      err: expect.stringContaining("gone.yaml cannot be read"),
    });
    expect((await run(project, "diff", "release", "bad.yaml")).err).toContain("definition_invalid");
    expect((await run(project, "diff", "release", "release@7")).err).toContain("not_found");
    expect((await run(project, "diff", "release")).code).toBe(2);
  });
});
