import { Command } from "commander";
import pc from "picocolors";
import type { z } from "zod";
import {
	type InvestigateResult,
	investigate as investigateAnswer,
	investigateArguments,
	investigateResult,
} from "../answers/investigate.ts";
import { parseArguments } from "../answers/parseArguments.ts";
import { chooseEmbedder } from "../functions/chooseEmbedder.ts";
import { investigationRows } from "./investigate/investigationRows.ts";
import { investigationText } from "./investigate/investigationText.ts";
import { valid } from "./support/optionValues.ts";
import { printJson, printTable } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { callServer, withTarget } from "./support/target.ts";

const shape = investigateArguments.shape;

export const investigate = new Command("investigate")
	.description("Find the cause of an incident: where it began, when, and what changed before it.")
	.argument("[error...]", "an error to explain: words of it, or the id of its group or template")
	.option("-s, --service <name>", "a service that is unwell", valid(shape.service))
	.option("-e, --environment <name>", "only this environment", valid(shape.environment))
	.option("--since <range>", "how far back it may have begun: 15m, 24h, 7d", valid(shape.timeRange), "1h")
	.option("--from <time>", "instead of --since: the time from which on it began", valid(shape.from))
	.option("--to <time>", "its end; now, unless given", valid(shape.to))
	.option("--onset <time>", "when it began, where that is known", valid(shape.onset))
	.option("--json", "print the result as JSON, as GET /api/investigate answers it")
	.addHelpText(
		"after",
		`
In a pipe it prints a line for each candidate, with tabs between: "cause", service, score, its evidence; then a line for
each change: "change", service, score, time, what it was. Notes go to stderr.

Examples:
  vagus investigate
  vagus investigate payment declined by issuer --since 24h
  vagus investigate --service checkout --environment production
  vagus investigate --from 2026-03-10T11:00:00Z --to 2026-03-10T12:00:00Z --json`,
	)
	.action(run);

interface Options {
	service?: string;
	environment?: string;
	since: string;
	from?: string;
	to?: string;
	onset?: string;
	json?: boolean;
}

async function run(words: string[], options: Options): Promise<void> {
	const environment = settings();
	const asked = {
		error: words.length > 0 ? words.join(" ") : undefined,
		service: options.service,
		environment: options.environment,
		timeRange: options.since,
		from: options.from,
		to: options.to,
		onset: options.onset,
	} satisfies z.input<typeof investigateArguments>;
	const args = parseArguments(investigateArguments, asked);
	const result = await withTarget(environment, async (target) =>
		target.kind === "server"
			? investigateResult.parse(await callServer(target, "GET", `/api/investigate?${queryString(asked)}`))
			: investigateAnswer({ db: target.db, embedder: chooseEmbedder(environment), now: new Date() }, args),
	);
	print(result, options);
}

function print(result: InvestigateResult, { json }: Options): void {
	if (json) {
		printJson(result);
	} else if (process.stdout.isTTY) {
		console.log(investigationText(result, { columns: process.stdout.columns || 80, colors: pc }));
	} else {
		printTable([], investigationRows(result));
		for (const note of result.notes) console.error(note);
	}
}

function queryString(asked: Record<string, string | undefined>): string {
	const given = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
	return new URLSearchParams(given).toString();
}
