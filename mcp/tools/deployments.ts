import { z } from "zod";
import { deployments as answer, type DeploymentsResult, deploymentsArguments } from "../../answers/deployments.ts";
import { page } from "../../answers/page.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, rowsWithin, shares } from "../budget.ts";
import { type CsvRow, csv } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { MORE, nextCall, nextSearch, rounded, sentences, toSecond } from "../words.ts";

/** What was deployed and built. */
export const deployments = defineTool({
	name: "deployments",
	title: "Deployments and builds",
	description: `Lists what was deployed (kinds=build or push: built, pushed): when, where, which commit after which, by \
whom, and how it ended. Use it for "what changed before this began?" and "is this commit in production?". Not for why tests \
of a commit fail: use compare_test_runs. Not for what a deployment did to a service: use service_health.`,
	arguments: deploymentsArguments.extend(budgetArguments),
	data: z.object({
		events: z.string().describe("newest first; previous: the commit that was there before"),
		...page.shape,
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(context, args, rowsWithin(shares(maxTokens, false).list, eventRow));
		return { data: { events: csv(found.rows.map(eventRow)), ...found.page }, text: textOf(found) };
	},
});

/** Characters of a text in a row. */
const NAME = 80;
const ERROR = 160;

function eventRow(event: DeploymentsResult["rows"][number]): CsvRow {
	const { eventType, service, environment, repository, branch, previousCommitSha, by, errorMessage, url } = event;
	return {
		time: toSecond(event.timestamp),
		type: eventType,
		status: event.status,
		what: event.what === repository || event.what === service ? null : short(event.what, NAME),
		service: service && short(service, NAME),
		environment: environment && short(environment, NAME),
		repository: short(repository, NAME),
		branch: short(branch, NAME),
		commitSha: event.commitSha,
		previous: previousCommitSha?.slice(0, SHORT_SHA),
		by: by && short(by, NAME),
		durationMs: rounded(event.durationMs),
		error: errorMessage && short(errorMessage, ERROR),
		url: errorMessage && url ? short(url, ERROR) : null,
	};
}

const SHORT_SHA = 10;

function textOf({ verdict, rows, page }: DeploymentsResult): string {
	const failure = rows.find(({ status }) => status === "failure");
	const service = rows.find((row) => row.service)?.service;
	return sentences(
		verdict,
		page.truncated && MORE,
		failure
			? nextSearch(failure.errorMessage, { timeRange: "90d" })
			: service && nextCall("service_health", { service }),
	);
}
