import { z } from "zod";
import { cutText } from "../text/cutText.ts";
import { repairText } from "../text/repairText.ts";
import { buildLimits as limits } from "./buildLimits.ts";

// What is read of GitHub's webhook payloads; whatever else they hold is left alone.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads

const text = (limit: number) => z.string().transform((value) => cutText(repairText(value), limit));
const label = text(limits.eventId);
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());
const id = z.number().int();
const repository = z.object({ full_name: text(limits.repository) });
const branch = text(limits.branch).nullish();
const sha = text(limits.commitSha);

const actor = z.object({ login: label }).nullish();

const deployment = z.object({
	id,
	sha,
	ref: text(limits.branch),
	environment: text(limits.environment),
	created_at: time,
	creator: actor,
});

export const githubPayloads = {
	workflow_run: z.object({
		action: z.string(),
		repository,
		workflow_run: z.object({
			id,
			name: label.nullish(),
			run_attempt: z.number().int().nullish(),
			run_number: z.number().int().nullish(),
			event: label.nullish(),
			head_branch: branch,
			head_sha: sha,
			conclusion: z.string().nullish(),
			created_at: time,
			run_started_at: time.nullish(),
			updated_at: time,
			triggering_actor: actor,
			html_url: z.string().nullish(),
		}),
	}),
	workflow_job: z.object({
		action: z.string(),
		repository,
		workflow_job: z.object({
			id,
			run_id: id,
			run_attempt: z.number().int().nullish(),
			name: label,
			workflow_name: label.nullish(),
			head_branch: branch,
			head_sha: sha,
			conclusion: z.string().nullish(),
			started_at: time,
			completed_at: time.nullish(),
			html_url: z.string().nullish(),
			steps: z.array(z.object({ name: label, conclusion: z.string().nullish() })).nullish(),
		}),
	}),
	check_run: z.object({
		action: z.string(),
		repository,
		check_run: z.object({
			id,
			name: label,
			head_sha: sha,
			conclusion: z.string().nullish(),
			started_at: time,
			completed_at: time.nullish(),
			html_url: z.string().nullish(),
			app: z.object({ slug: label.nullish() }).nullish(),
			check_suite: z.object({ head_branch: branch }).nullish(),
			output: z.object({ title: text(limits.errorMessage).nullish() }).nullish(),
		}),
	}),
	deployment: z.object({
		action: z.string(),
		repository,
		deployment,
	}),
	deployment_status: z.object({
		action: z.string(),
		repository,
		deployment,
		deployment_status: z.object({
			id,
			state: z.string(),
			environment: text(limits.environment).nullish(),
			description: text(limits.errorMessage).nullish(),
			created_at: time,
			target_url: z.string().nullish(),
		}),
	}),
	push: z.object({
		repository,
		ref: text(limits.branch),
		after: sha,
		before: sha.nullish(),
		deleted: z.boolean().default(false),
		forced: z.boolean().default(false),
		compare: z.string().nullish(),
		pusher: z.object({ name: label.nullish() }).nullish(),
		head_commit: z.object({ timestamp: time }).nullish(),
		commits: z.array(z.object({ id: sha, message: text(limits.errorMessage) })).default([]),
	}),
} as const;

export type GithubEvent = keyof typeof githubPayloads;
export type GithubPayload<Event extends GithubEvent> = z.output<(typeof githubPayloads)[Event]>;
