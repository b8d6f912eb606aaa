import type { Tool } from "./defineTool.ts";
import { compareTestRuns } from "./tools/compareTestRuns.ts";
import { deployments } from "./tools/deployments.ts";
import { errorGroups } from "./tools/errorGroups.ts";
import { investigate } from "./tools/investigate.ts";
import { logContext } from "./tools/logContext.ts";
import { queryMetrics } from "./tools/queryMetrics.ts";
import { querySql } from "./tools/querySql.ts";
import { searchErrors } from "./tools/searchErrors.ts";
import { serviceHealth } from "./tools/serviceHealth.ts";
import { testHistory } from "./tools/testHistory.ts";
import { traceRequest } from "./tools/traceRequest.ts";

/** Every tool, in the order in which they are listed. At most 12, their definitions below 6,000 tokens. */
export const tools: Tool[] = [
	searchErrors,
	errorGroups,
	investigate,
	compareTestRuns,
	logContext,
	traceRequest,
	serviceHealth,
	queryMetrics,
	testHistory,
	deployments,
	querySql,
];
