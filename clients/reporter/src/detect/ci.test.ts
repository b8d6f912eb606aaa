import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ciState } from "./ci.ts";

const github = {
	GITHUB_REPOSITORY: "acme/shop",
	GITHUB_REF_NAME: "main",
	GITHUB_SHA: "aaa",
	GITHUB_RUN_ID: "17",
	GITHUB_RUN_ATTEMPT: "2",
	GITHUB_JOB: "test",
	GITHUB_SERVER_URL: "https://github.com",
};

describe("GitHub Actions", () => {
	test("a push", () => {
		expect(ciState("github_actions", github)).toEqual({
			provider: "github_actions",
			repository: "acme/shop",
			branch: "main",
			commit: "aaa",
			runId: "17",
			attempt: "2",
			job: "test",
			url: "https://github.com/acme/shop/actions/runs/17",
		});
	});

	test("a pull request is of its own branch and of the commit that was pushed, not of the merge", () => {
		const folder = mkdtempSync(join(tmpdir(), "vagus-event-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		const event = join(folder, "event.json");
		writeFileSync(event, JSON.stringify({ pull_request: { head: { sha: "bbb" } } }));
		const env = { ...github, GITHUB_HEAD_REF: "fix", GITHUB_REF_NAME: "5/merge", GITHUB_EVENT_PATH: event };
		expect(ciState("github_actions", env)).toMatchObject({ branch: "fix", commit: "bbb" });
	});

	test.each(["/nowhere/event.json", import.meta.filename])(
		"without an event that can be read (%s) the commit is that of the checkout",
		(event) => {
			expect(ciState("github_actions", { ...github, GITHUB_HEAD_REF: "", GITHUB_EVENT_PATH: event })).toMatchObject({
				branch: "main",
				commit: "aaa",
			});
		},
	);
});

test("GitLab: a merge request, detached as it is", () => {
	const env = {
		CI_PROJECT_PATH: "group/sub/shop",
		CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "fix",
		CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "",
		CI_COMMIT_REF_NAME: "refs/merge-requests/5/head",
		CI_COMMIT_SHA: "ccc",
		CI_JOB_URL: "https://gitlab.example.com/jobs/5",
	};
	expect(ciState("gitlab", env)).toMatchObject({
		repository: "group/sub/shop",
		branch: "fix",
		commit: "ccc",
		url: "https://gitlab.example.com/jobs/5",
	});
});

test("Azure gives a branch as a ref; Jenkins with its remote", () => {
	expect(ciState("azure_pipelines", { BUILD_SOURCEBRANCH: "refs/heads/feature/x" }).branch).toBe("feature/x");
	expect(ciState("jenkins", { GIT_BRANCH: "origin/feature/x" }).branch).toBe("feature/x");
});

test("the variables of another CI are not taken; of an unknown one, whatever is there", () => {
	expect(ciState("gitlab", github)).toMatchObject({ repository: null, commit: null });
	expect(ciState("", { CI_COMMIT_REF_NAME: "main" }).branch).toBe("main");
	expect(Object.values(ciState("", {})).filter(Boolean)).toEqual([]);
});
