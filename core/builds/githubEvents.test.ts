import examples from "@octokit/webhooks-examples";
import { describe, expect, test } from "vitest";
import { githubEvents } from "./githubEvents.ts";

const receivedAt = new Date("2026-03-10T12:30:00.000Z");

interface Published {
	name: string;
	examples: Record<string, unknown>[];
}

/** GitHub's own published examples of an event. */
function published(name: string): Record<string, unknown>[] {
	return (examples as unknown as Published[]).find((event) => event.name === name)?.examples ?? [];
}

function eventsOf(name: string, payload: unknown) {
	const delivery = githubEvents(name, payload, receivedAt);
	return "events" in delivery ? delivery.events : [];
}

describe.each(["workflow_run", "workflow_job", "check_run", "deployment", "deployment_status", "push"])(
	"GitHub's published examples of %s",
	(name) => {
		test.each(published(name).map((payload, index) => [index, payload] as const))("number %i", (_, payload) => {
			const delivery = githubEvents(name, payload, receivedAt);
			if ("ignored" in delivery) {
				expect(delivery.ignored).toMatch(/\.$/);
				return;
			}
			for (const event of delivery.events) {
				expect(event.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
				expect(event.commitSha).toMatch(/^[0-9a-f]{40}$/);
				expect(event.timestamp).toBe(new Date(event.timestamp).toISOString());
				expect(event.durationMs ?? 0).toBeGreaterThanOrEqual(0);
				expect(event.eventId).toMatch(/^github:/);
			}
			expect(delivery.events).toHaveLength(1);
		});
	},
);

test("every event that is kept has published examples, so that none of these tests is empty", () => {
	for (const name of ["workflow_run", "workflow_job", "check_run", "deployment", "deployment_status", "push"]) {
		expect(published(name).length).toBeGreaterThan(3);
	}
});

test("a failed job names the step that failed", () => {
	const failed = published("workflow_job").flatMap((payload) => eventsOf("workflow_job", payload));
	const [event] = failed.filter(({ status }) => status === "failure");
	expect(event?.errorMessage).toMatch(/^Job .+ failed in step .+/);
	expect(JSON.parse(event?.metadata ?? "{}")).toMatchObject({ level: "job", failedStep: expect.any(String) });
});

test("a deployment, a workflow and a push name who it was", () => {
	const whose = (name: string, key: string) =>
		JSON.parse(eventsOf(name, published(name)[0])[0]?.metadata ?? "{}")[key] as unknown;
	expect([whose("deployment", "creator"), whose("deployment_status", "creator")]).toEqual(["Codertocat", "Codertocat"]);
	const pushers = published("push").map((push) => eventsOf("push", push)[0]?.metadata ?? "{}");
	expect(pushers.map((metadata) => JSON.parse(metadata).pusher)).toContainEqual(expect.any(String));
	const actors = published("workflow_run").map((run) => eventsOf("workflow_run", run)[0]?.metadata ?? "{}");
	expect(actors.map((metadata) => JSON.parse(metadata).actor)).toContainEqual(expect.any(String));
});

test("start and end of one run are two events, each with one id however often it is delivered", () => {
	const payload = published("workflow_run").find(
		(candidate) => eventsOf("workflow_run", candidate)[0]?.status === "success",
	);
	const run = payload?.workflow_run as Record<string, unknown>;
	const started = {
		...payload,
		action: "in_progress",
		workflow_run: { ...run, conclusion: null, status: "in_progress" },
	};
	const ids = [started, payload, started]
		.flatMap((delivery) => eventsOf("workflow_run", delivery))
		.map((event) => event.eventId);
	expect(new Set(ids).size).toBe(2);
	expect(ids[0]).toBe(ids[2]);
});

test("a second attempt of a run is another event", () => {
	const payload = published("workflow_run").find(
		(candidate) => eventsOf("workflow_run", candidate)[0]?.status === "success",
	);
	const run = payload?.workflow_run as Record<string, unknown>;
	const [first] = eventsOf("workflow_run", payload);
	const [second] = eventsOf("workflow_run", { ...payload, workflow_run: { ...run, run_attempt: 2 } });
	expect(second?.eventId).not.toBe(first?.eventId);
});

test("a deployment's states on the way tell of its start, whichever comes first", () => {
	const payload = published("deployment_status")[0] ?? {};
	const status = payload.deployment_status as Record<string, unknown>;
	const [running] = eventsOf("deployment_status", {
		...payload,
		deployment_status: { ...status, state: "in_progress" },
	});
	const [created] = eventsOf("deployment", { ...payload, action: "created" });
	expect(running).toEqual(created);
	const [failed] = eventsOf("deployment_status", { ...payload, deployment_status: { ...status, state: "error" } });
	expect(failed).toMatchObject({ eventType: "deploy_complete", status: "failure", errorMessage: expect.any(String) });
	expect(eventsOf("deployment_status", { ...payload, deployment_status: { ...status, state: "inactive" } })).toEqual(
		[],
	);
});

test("pushes to branches are kept, tags and deletions are not", () => {
	const payload = published("push").find((candidate) => candidate.deleted !== true) ?? {};
	const [event] = eventsOf("push", { ...payload, ref: "refs/heads/feature/x" });
	expect(event).toMatchObject({ eventType: "push", branch: "feature/x", status: "success" });
	expect(githubEvents("push", { ...payload, ref: "refs/tags/v1" }, receivedAt)).toHaveProperty("ignored");
	expect(githubEvents("push", { ...payload, deleted: true }, receivedAt)).toHaveProperty("ignored");
});

test("other events are ignored with a reason; a payload of another shape is an error", () => {
	expect(githubEvents("ping", {}, receivedAt)).toEqual({ ignored: "ping events are not kept." });
	expect(githubEvents("toString", {}, receivedAt)).toHaveProperty("ignored");
	expect(() => githubEvents("workflow_run", { action: "completed" }, receivedAt)).toThrow();
});
