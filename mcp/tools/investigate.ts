import { z } from "zod";
import { investigate as answer, type InvestigateResult, investigateArguments } from "../../answers/investigate.ts";
import { short } from "../../core/text/short.ts";
import { budgetArguments, roomOf, shares } from "../budget.ts";
import type { CsvRow } from "../csv.ts";
import { defineTool } from "../defineTool.ts";
import { nextCall, sentences, toSecond } from "../words.ts";

/** Where an incident began, when, and what led to it. */
export const investigate = defineTool({
	name: "investigate",
	title: "Investigate",
	description: `Finds the cause of an incident: in which service it began rather than where it shows, when, what changed \
shortly before, the evidence for each, and earlier fixes. Ask it first when something is wrong and you don't know why: about \
an error, a service, or a time alone. Not for one request: use trace_request. Not for whether a service is well: use \
service_health.`,
	arguments: investigateArguments.extend(budgetArguments),
	data: z.object({
		onset: z.string(),
		causes: z
			.string()
			.optional()
			.describe("likeliest first; score 0 to 1, from weight × strength × kept of its evidence"),
		evidence: z.string().optional().describe("kept: what nothing else explains"),
		changes: z
			.string()
			.optional()
			.describe("likeliest first; score = weight of its kind × nearness to the onset × place of its service"),
		groups: z.string().optional().describe("error groups of it"),
		tests: z.string().optional().describe("failing tests whose errors look alike"),
		proposals: z.string().optional().describe("earlier fixes for it"),
		notes: z.array(z.string()).optional(),
		truncated: z.boolean(),
	}),
	async answer(context, { maxTokens, ...args }) {
		const found = await answer(context, args);
		return { data: dataOf(found, shares(maxTokens, false).list), text: textOf(found) };
	},
});

function dataOf({ onset, rootCauses, changes, similar, notes }: InvestigateResult, tokens: number) {
	const room = roomOf(tokens);
	const causes = room.table("causes", rootCauses.map(causeRow));
	const changeTable = room.table("changes", changes.map(changeRow), 1 / 3);
	const evidence = room.table("evidence", rootCauses.slice(0, EXPLAINED).flatMap(evidenceRows), 2 / 3);
	const groups = room.table("groups", similar.groups.map(groupRow), 1 / 2);
	const proposals = room.table("proposals", similar.proposals.map(proposalRow), 1 / 2);
	const tests = room.table("tests", similar.tests.map(testRow));
	const said = [...notes, ...room.leftOut];
	return {
		onset: onsetText(onset),
		causes,
		changes: changeTable,
		evidence,
		groups,
		proposals,
		tests,
		notes: said.length > 0 ? said : undefined,
		truncated: room.leftOut.length > 0,
	};
}

/** Candidates whose evidence is listed, and parts of it that are of each. */
const EXPLAINED = 3;
const MOST_PARTS = 4;

/** Characters of a text. */
const STATEMENT = 260;
const NAME = 80;

function onsetText({ at, until, by, toleranceMs, changed, looked }: InvestigateResult["onset"]): string {
	const end = until === null ? "goes on" : `until ${toSecond(until)}`;
	const told = by === "changes" ? `${changed} of ${looked} courses changed then` : by;
	return `${toSecond(at)} ± ${Math.round(toleranceMs / 1000)} s, ${end} (${told})`;
}

function causeRow({ service, score, isDependency, isReached, parts }: InvestigateResult["rootCauses"][number]): CsvRow {
	return {
		service: short(service, NAME),
		score,
		dependency: isDependency,
		notCalled: !isReached,
		evidence: parts.slice(0, MOST_PARTS).map(({ kind }) => kind),
	};
}

function evidenceRows({ service, parts }: InvestigateResult["rootCauses"][number]): CsvRow[] {
	return parts.slice(0, MOST_PARTS).map(({ kind, weight, strength, kept, explainedBy, statement, at, ids }) => ({
		service: short(service, NAME),
		kind,
		weight,
		strength,
		kept,
		explainedBy,
		at: at && toSecond(at),
		statement: short(statement, STATEMENT),
		traceId: ids.traceId,
		contentId: ids.contentId,
	}));
}

function changeRow({ kind, service, at, score, statement, ids }: InvestigateResult["changes"][number]): CsvRow {
	return {
		score,
		at: toSecond(at),
		kind,
		service: service && short(service, NAME),
		statement: short(statement, STATEMENT),
		commitSha: ids.commitSha,
		eventId: ids.eventId && short(ids.eventId, NAME),
	};
}

function groupRow(group: InvestigateResult["similar"]["groups"][number]): CsvRow {
	return {
		groupId: group.groupId,
		status: group.status,
		occurrences: group.occurrences,
		firstSeen: toSecond(group.firstSeen),
		resolvedAt: group.resolvedAt && toSecond(group.resolvedAt),
		resolvedBy: group.resolvedBy && short(group.resolvedBy, NAME),
		title: short(group.title, STATEMENT),
	};
}

function proposalRow({
	proposalId,
	status,
	at,
	description,
	prUrl,
}: InvestigateResult["similar"]["proposals"][number]): CsvRow {
	return { proposalId, status, at: toSecond(at), description: short(description, STATEMENT), prUrl };
}

function testRow({ test, message, at, commitSha }: InvestigateResult["similar"]["tests"][number]): CsvRow {
	return { at: toSecond(at), test: test && short(test, NAME), message: short(message, STATEMENT), commitSha };
}

function textOf({ verdict, next }: InvestigateResult): string {
	return sentences(short(verdict, VERDICT), ...next.slice(0, 1).map((step) => nextCall(step.tool, step.arguments)));
}

const VERDICT = 900;
