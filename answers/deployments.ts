import { z } from "zod";
import { counted } from "../core/text/counted.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type BuildRow, buildRow, readBuildRows } from "./deployments/readBuildRows.ts";
import { oneOrMore } from "./oneOrMore.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { requireFilters } from "./search/requireFilters.ts";
import { rangeInWords, timeRange, windowBefore } from "./timeRange.ts";

export const BUILD_KINDS = ["deploy", "build", "push"] as const;
const STATUSES = ["in_progress", "success", "failure", "cancelled", "skipped"] as const;

export const deploymentsArguments = z.strictObject({
	service: z.string().min(1).optional().describe("Only of this service"),
	environment: z.string().min(1).optional().describe("Only to this environment"),
	repository: z.string().min(1).optional().describe("Only of this repository: owner/name"),
	branch: z.string().min(1).optional().describe("Only of this branch"),
	commitSha: z
		.string()
		.trim()
		.toLowerCase()
		.regex(/^[0-9a-f]{7,64}$/, "give the commit's hash, or its first 7 or more hexadecimal digits.")
		.optional()
		.describe("Only of this commit: its hash, or first 7 or more digits"),
	kinds: oneOrMore(z.enum(BUILD_KINDS))
		.prefault(["deploy"])
		.describe(`${BUILD_KINDS.join(", ")}; else deployments alone`),
	status: z.enum(STATUSES).optional().describe("How it ended"),
	timeRange: timeRange("7d"),
	...pageArguments(20, 100),
});
export type DeploymentsArguments = z.output<typeof deploymentsArguments>;

export const deploymentsResult = z.object({
	window: z.object({ from: z.string(), to: z.string() }),
	verdict: z.string().describe("How many there were, how many failed, and the last one, in a sentence"),
	failed: z.number().int().describe("Of the whole list"),
	rows: z.array(buildRow).describe("Newest first. Of what has ended, the end alone"),
	page,
});
export type DeploymentsResult = z.infer<typeof deploymentsResult>;

/** What was deployed, built or pushed: when, where, by whom, and how it ended. */
export async function deployments(
	{ db, now }: AnswerContext,
	{ limit, cursor, timeRange: range, ...filters }: DeploymentsArguments,
	fit?: Fit<BuildRow>,
): Promise<DeploymentsResult> {
	const position = positionOf(cursor, ["deployments", range, filters], now);
	const window = windowBefore(position.asOf, range);
	const { rows: read, total, failed } = await readBuildRows(db, { window, ...filters }, position.offset, limit);
	if (total === 0) await requireNames(db, filters);
	const { rows, page } = pageOf(read, position, { total }, fit);
	return {
		window,
		verdict: verdictOf(filters, range, total, failed, position.offset === 0 ? read[0] : undefined),
		failed,
		rows,
		page,
	};
}

type Filters = Omit<DeploymentsArguments, "limit" | "cursor" | "timeRange">;

async function requireNames(db: AnswerContext["db"], { service, environment, repository, branch }: Filters) {
	await requireFilters(db, {
		services: service === undefined ? undefined : [service],
		environments: environment === undefined ? undefined : [environment],
		repository,
		branch,
	});
}

function verdictOf({ kinds = [] }: Filters, range: number, total: number, failed: number, last?: BuildRow): string {
	const noun = kinds.length === 1 ? (NOUNS[kinds[0] ?? ""] ?? "event") : "event";
	if (total === 0) return `No ${noun} that matches in the last ${rangeInWords(range)}.`;
	const counts = `${counted(total, noun)} in the last ${rangeInWords(range)}${failed > 0 ? `, ${failed} failed` : ""}.`;
	return last ? `${counts} The last: ${inWords(last)}.` : counts;
}

const NOUNS: Record<string, string> = { deploy: "deployment", build: "build", push: "push event" };

function inWords({ what, commitSha, environment, status, timestamp, by }: BuildRow): string {
	const where = environment ? ` to ${environment}` : "";
	return `${what} at ${commitSha.slice(0, 10)}${where}, ${status}, ${timestamp.slice(0, 19)}Z${by ? ` by ${by}` : ""}`;
}
