import { type Context, Hono } from "hono";
import { z } from "zod";
import { compareTestRuns, compareTestRunsArguments, compareTestRunsResult } from "../../answers/compareTestRuns.ts";
import type { AnswerContext } from "../../answers/context.ts";
import { deployments, deploymentsArguments, deploymentsResult } from "../../answers/deployments.ts";
import { errorGroup, errorGroupArguments, errorGroupResult } from "../../answers/errorGroup.ts";
import { errorGroups, errorGroupsArguments, errorGroupsResult } from "../../answers/errorGroups.ts";
import { investigate, investigateArguments, investigateResult } from "../../answers/investigate.ts";
import { knownNames } from "../../answers/knownNames.ts";
import { listMetrics, listMetricsArguments, listMetricsResult } from "../../answers/listMetrics.ts";
import { logContext, logContextArguments, logContextResult } from "../../answers/logContext.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import { queryMetrics, queryMetricsArguments, queryMetricsResult } from "../../answers/queryMetrics.ts";
import { querySql, querySqlArguments, querySqlResult } from "../../answers/querySql.ts";
import { search, searchArguments, searchResult } from "../../answers/search.ts";
import { searchErrors, searchErrorsArguments } from "../../answers/searchErrors.ts";
import { serviceHealth, serviceHealthArguments, serviceHealthResult } from "../../answers/serviceHealth.ts";
import { sqlSchema, sqlSchemaResult } from "../../answers/sqlSchema.ts";
import { testHistory, testHistoryArguments, testHistoryResult } from "../../answers/testHistory.ts";
import { traceRequest, traceRequestArguments, traceRequestResult } from "../../answers/traceRequest.ts";
import { authorize } from "../authorize.ts";
import type { AppTypes, Scope } from "../services.ts";

/** A question over HTTP: its arguments come in the path and the query. */
export interface AnswerRoute {
	/** As OpenAPI writes it: `/api/requests/{requestId}`. */
	path: string;
	summary: string;
	arguments: z.ZodObject;
	result: z.ZodObject;
	/** Whose keys may ask it. */
	scopes: Scope[];
	answer: (context: AnswerContext, given: unknown) => Promise<unknown>;
}

/** Every question, in the order in which they are listed. */
export const answers: AnswerRoute[] = [
	route("/api/search", "Find templates by words, spelling and meaning; ids directly", {
		arguments: searchArguments,
		result: searchResult,
		answer: search,
	}),
	route("/api/errors", "The same among errors alone", {
		arguments: searchErrorsArguments,
		result: searchResult,
		answer: searchErrors,
	}),
	route("/api/error-groups", "Errors by group: what is new, has grown or came back, and what goes on", {
		arguments: errorGroupsArguments,
		result: errorGroupsResult,
		answer: errorGroups,
	}),
	route("/api/error-groups/{groupId}", "What an error group holds and why, and what became of it", {
		arguments: errorGroupArguments,
		result: errorGroupResult,
		answer: errorGroup,
	}),
	route("/api/investigate", "Where an incident began, when, and what changed before it", {
		arguments: investigateArguments,
		result: investigateResult,
		answer: investigate,
	}),
	route("/api/test-runs/compare", "Compare a commit's latest local and CI runs, test by test", {
		arguments: compareTestRunsArguments,
		result: compareTestRunsResult,
		answer: compareTestRuns,
	}),
	route("/api/tests/history", "How one test ended in each run, since when it fails, whether it is flaky", {
		arguments: testHistoryArguments,
		result: testHistoryResult,
		answer: testHistory,
	}),
	route("/api/requests/{requestId}", "Follow a request or a trace over all services and logs", {
		arguments: traceRequestArguments,
		result: traceRequestResult,
		answer: traceRequest,
	}),
	route("/api/logs/context", "The log lines just before and after a moment", {
		arguments: logContextArguments,
		result: logContextResult,
		answer: logContext,
	}),
	route("/api/metrics", "The metrics that there are, with their labels", {
		arguments: listMetricsArguments,
		result: listMetricsResult,
		answer: listMetrics,
	}),
	route("/api/metrics/{metric}", "A metric over time, by group of its series", {
		arguments: queryMetricsArguments,
		result: queryMetricsResult,
		answer: queryMetrics,
	}),
	route("/api/deployments", "What was deployed, built or pushed: when, where, by whom", {
		arguments: deploymentsArguments,
		result: deploymentsResult,
		answer: deployments,
	}),
	route("/api/sql", "What a SELECT finds, of what may be read", {
		arguments: querySqlArguments,
		result: querySqlResult,
		answer: (context, args) => querySql(context, args),
		scopes: ["agent"],
	}),
	route("/api/sql/schema", "The tables and views that may be read in SQL", {
		arguments: z.strictObject({}),
		result: sqlSchemaResult,
		answer: (context) => sqlSchema(context),
	}),
	route("/api/services", "Every service that sent telemetry or was deployed", {
		arguments: z.strictObject({}),
		result: z.object({ services: z.array(z.string()) }),
		answer: async ({ db }) => ({ services: await knownNames(db, "service") }),
	}),
	route("/api/services/{service}/health", "How a service is: requests, errors, metrics, deployments", {
		arguments: serviceHealthArguments,
		result: serviceHealthResult,
		answer: serviceHealth,
	}),
];

function route<Arguments extends z.ZodObject, Result extends z.ZodObject>(
	path: string,
	summary: string,
	of: {
		arguments: Arguments;
		result: Result;
		answer: (context: AnswerContext, args: z.output<Arguments>) => Promise<z.input<Result>>;
		scopes?: Scope[];
	},
): AnswerRoute {
	return {
		path,
		summary,
		arguments: of.arguments,
		result: of.result,
		scopes: of.scopes ?? ["read", "agent"],
		answer: (context, given) => of.answer(context, parseArguments(of.arguments, given)),
	};
}

/** The query layer as JSON. */
export const answerRoutes = new Hono<AppTypes>();

for (const { path, scopes, answer } of answers) {
	answerRoutes.get(path.replace(/\{(\w+)\}/g, ":$1"), authorize(...scopes), async (c) => {
		const { db, embedder, now } = c.env.services;
		return c.json(await answer({ db, embedder, now: now() }, given(c)));
	});
}

/** The arguments of a request; one that is given several times is a list. */
function given(c: Context): Record<string, unknown> {
	const query = Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]]);
	return { ...Object.fromEntries(query), ...c.req.param() };
}
