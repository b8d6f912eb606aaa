import { contentId } from "../contentId.ts";
import type { BuildEvent, BuildStatus } from "../records/buildEvent.ts";
import { between } from "./buildRows.ts";
import { type GithubEvent, type GithubPayload, githubPayloads } from "./githubPayloads.ts";

type Event = Omit<BuildEvent, "templateId">;

/** What a delivery says: events to store, or why there are none. */
export type GithubDelivery = { events: Event[] } | { ignored: string };

/**
 * The events of a webhook delivery. Each has an id of what it tells of, so that a delivery that is repeated, or that
 * comes after a later one, changes nothing. Throws a ZodError where the payload is not that of the event.
 */
export function githubEvents(name: string, payload: unknown, receivedAt: Date): GithubDelivery {
	if (!isKnown(name)) return { ignored: `${name} events are not kept.` };
	return READ[name](payload, receivedAt);
}

function isKnown(name: string): name is GithubEvent {
	return Object.hasOwn(githubPayloads, name);
}

const READ: Record<GithubEvent, (payload: unknown, receivedAt: Date) => GithubDelivery> = {
	workflow_run: (payload) => workflowRun(githubPayloads.workflow_run.parse(payload)),
	workflow_job: (payload) => workflowJob(githubPayloads.workflow_job.parse(payload)),
	check_run: (payload) => checkRun(githubPayloads.check_run.parse(payload)),
	deployment: (payload) => deployment(githubPayloads.deployment.parse(payload)),
	deployment_status: (payload) => deploymentStatus(githubPayloads.deployment_status.parse(payload)),
	push: (payload, receivedAt) => push(githubPayloads.push.parse(payload), receivedAt),
};

function workflowRun({ repository, workflow_run: run }: GithubPayload<"workflow_run">): GithubDelivery {
	const startedAt = run.run_started_at ?? run.created_at;
	const attempt = run.run_attempt ?? 1;
	return building(`workflow_run:${run.id}:${attempt}`, run.conclusion, {
		repository: repository.full_name,
		branch: run.head_branch ?? "",
		commitSha: run.head_sha,
		startedAt,
		completedAt: run.updated_at,
		failure: `Workflow ${run.name ?? run.id} failed`,
		metadata: {
			level: "workflow",
			workflow: run.name,
			runId: run.id,
			runNumber: run.run_number,
			attempt,
			event: run.event,
			actor: run.triggering_actor?.login,
			url: run.html_url,
		},
	});
}

function workflowJob({ action, repository, workflow_job: job }: GithubPayload<"workflow_job">): GithubDelivery {
	if (action === "queued" || action === "waiting") return { ignored: "The job has not started yet." };
	const failedStep = job.steps?.find((step) => step.conclusion === "failure")?.name;
	return building(`workflow_job:${job.id}`, job.conclusion, {
		repository: repository.full_name,
		branch: job.head_branch ?? "",
		commitSha: job.head_sha,
		startedAt: job.started_at,
		completedAt: job.completed_at ?? null,
		failure: `Job ${job.name} failed${failedStep ? ` in step ${failedStep}` : ""}`,
		metadata: {
			level: "job",
			job: job.name,
			workflow: job.workflow_name,
			runId: job.run_id,
			attempt: job.run_attempt,
			failedStep,
			url: job.html_url,
		},
	});
}

function checkRun({ action, repository, check_run: check }: GithubPayload<"check_run">): GithubDelivery {
	if (action !== "created" && action !== "completed") return { ignored: `${action} asks for a run; it is none.` };
	const title = check.output?.title;
	return building(`check_run:${check.id}`, check.conclusion, {
		repository: repository.full_name,
		branch: check.check_suite?.head_branch ?? "",
		commitSha: check.head_sha,
		startedAt: check.started_at,
		completedAt: check.completed_at ?? null,
		failure: `Check ${check.name} failed${title ? `: ${title}` : ""}`,
		metadata: { level: "check", check: check.name, app: check.app?.slug, url: check.html_url },
	});
}

function deployment({ repository, deployment: deployed }: GithubPayload<"deployment">): GithubDelivery {
	return { events: [deployStart(repository.full_name, deployed)] };
}

function deploymentStatus(payload: GithubPayload<"deployment_status">): GithubDelivery {
	const { repository, deployment: deployed, deployment_status: status } = payload;
	// A newer deployment took its place: nothing was deployed.
	if (status.state === "inactive") return { ignored: "inactive tells of the deployment that replaced this one." };
	const outcome = DEPLOY_STATES.get(status.state);
	if (!outcome) return { events: [deployStart(repository.full_name, deployed)] };
	return {
		events: [
			{
				...deployStart(repository.full_name, deployed),
				eventId: `github:deployment_status:${status.id}`,
				timestamp: status.created_at,
				eventType: "deploy_complete",
				status: outcome,
				completedAt: status.created_at,
				durationMs: between(deployed.created_at, status.created_at),
				environment: status.environment ?? deployed.environment,
				errorMessage:
					outcome === "failure" ? status.description || `Deployment to ${deployed.environment} failed` : null,
				metadata: JSON.stringify({ ...metadataOf(deployed), url: status.target_url }),
			},
		],
	};
}

const DEPLOY_STATES = new Map<string, BuildStatus>([
	["success", "success"],
	["failure", "failure"],
	["error", "failure"],
]);

function deployStart(repository: string, deployed: GithubPayload<"deployment_status">["deployment"]): Event {
	return {
		...BLANK,
		eventId: `github:deployment:${deployed.id}`,
		timestamp: deployed.created_at,
		repository,
		branch: deployed.ref,
		commitSha: deployed.sha,
		eventType: "deploy_start",
		status: "in_progress",
		startedAt: deployed.created_at,
		environment: deployed.environment,
		metadata: JSON.stringify(metadataOf(deployed)),
	};
}

function metadataOf({ id, ref, creator }: GithubPayload<"deployment">["deployment"]) {
	return { deploymentId: id, ref, creator: creator?.login };
}

function push(payload: GithubPayload<"push">, receivedAt: Date): GithubDelivery {
	const { repository, ref, after, before, deleted, forced, compare, pusher, head_commit, commits } = payload;
	if (deleted) return { ignored: `${ref} was deleted.` };
	if (!ref.startsWith(BRANCHES)) return { ignored: `${ref} is not a branch.` };
	return {
		events: [
			{
				...BLANK,
				// A branch's name alone may be as long as an id.
				eventId: `github:push:${contentId(repository.full_name, ref)}:${after}`,
				timestamp: head_commit?.timestamp ?? receivedAt.toISOString(),
				repository: repository.full_name,
				branch: ref.slice(BRANCHES.length),
				commitSha: after,
				eventType: "push",
				status: "success",
				metadata: JSON.stringify({
					before,
					forced,
					compare,
					pusher: pusher?.name,
					commits: commits.slice(-MAX_COMMITS).map(({ id, message }) => ({ id, title: message.split("\n")[0] })),
				}),
			},
		],
	};
}

const BRANCHES = "refs/heads/";
/** GitHub itself sends 2,048 at most; the last ones say what a push is about. */
const MAX_COMMITS = 50;

interface Building {
	repository: string;
	branch: string;
	commitSha: string;
	startedAt: string;
	completedAt: string | null;
	/** What to say where it failed. */
	failure: string;
	metadata: object;
}

/** The start of something that runs, or its end once there is a conclusion. */
function building(id: string, conclusion: string | null | undefined, of: Building): GithubDelivery {
	const { startedAt, repository, branch, commitSha, failure, metadata } = of;
	const common = { ...BLANK, repository, branch, commitSha, startedAt, metadata: JSON.stringify(metadata) };
	if (!conclusion) {
		const started = { eventId: `github:${id}:start`, timestamp: startedAt };
		return { events: [{ ...common, ...started, eventType: "build_start", status: "in_progress" }] };
	}
	const status = CONCLUSIONS.get(conclusion) ?? "skipped";
	return {
		events: [
			{
				...common,
				eventId: `github:${id}:complete`,
				timestamp: of.completedAt ?? startedAt,
				eventType: "build_complete",
				status,
				completedAt: of.completedAt,
				durationMs: between(startedAt, of.completedAt),
				errorMessage: status === "failure" ? failure : null,
			},
		],
	};
}

/** Others (neutral, skipped, action_required) neither passed nor failed. */
const CONCLUSIONS = new Map<string, BuildStatus>([
	["success", "success"],
	["failure", "failure"],
	["timed_out", "failure"],
	["startup_failure", "failure"],
	["cancelled", "cancelled"],
	["stale", "cancelled"],
]);

const BLANK = {
	startedAt: null,
	completedAt: null,
	durationMs: null,
	ciProvider: "github_actions",
	environment: null,
	service: null,
	artifacts: null,
	errorMessage: null,
} satisfies Partial<Event>;
