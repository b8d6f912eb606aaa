import type pc from "picocolors";
import type { InvestigateResult } from "../../answers/investigate.ts";
import { oneLine } from "../support/oneLine.ts";
import { absoluteTime } from "../support/times.ts";

export interface TextOptions {
	/** Width of the terminal. */
	columns: number;
	colors: ReturnType<typeof pc.createColors>;
}

/** An investigation's result for people: the verdict, candidates with what speaks for them, changes, what is like it. */
export function investigationText(result: InvestigateResult, { columns, colors }: TextOptions): string {
	const { verdict, rootCauses, changes, similar, notes } = result;
	const line = (text: string) => wrapped(oneLine(text), columns);
	const below = (text: string) => wrapped(oneLine(text), columns - INDENT.length).map((part) => INDENT + part);
	const section = (title: string, entries: string[][]) =>
		entries.length === 0 ? [] : [[colors.bold(title), ...entries.flat()].join("\n")];
	return [
		line(verdict).join("\n"),
		...section(
			"Likeliest causes",
			rootCauses.map(({ service, score, isDependency, parts }) => [
				`${colors.cyan(oneLine(service))} ${score}${isDependency ? colors.dim(" (no telemetry of its own)") : ""}`,
				...parts.flatMap(({ kind, statement }) => below(`${kind}: ${statement}`)),
			]),
		),
		...section(
			"What changed before",
			changes.map(({ at, score, statement }) => [`${absoluteTime(at)} ${score}`, ...below(statement)]),
		),
		...section("Seen before", past(similar).map(below)),
		notes.flatMap(line).join("\n"),
	]
		.filter((part) => part !== "")
		.join("\n\n");
}

const INDENT = "  ";

function past({ groups, tests, proposals }: InvestigateResult["similar"]): string[] {
	return [
		...groups.map(({ groupId, status, title, resolvedBy }) => {
			return `group ${groupId} ${status}${resolvedBy ? ` by ${resolvedBy}` : ""}: ${title}`;
		}),
		...tests.map(
			({ test, commitSha, message }) => `test ${test ?? "?"} at ${commitSha?.slice(0, 10) ?? "?"}: ${message}`,
		),
		...proposals.map(({ proposalId, status, description }) => `proposal ${proposalId} ${status}: ${description}`),
	];
}

/** Words on lines of at most so many characters; a longer word has a line to itself. */
function wrapped(text: string, width: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
}
