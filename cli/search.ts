import { Command } from "commander";
import pc from "picocolors";
import type { z } from "zod";
import { parseArguments } from "../answers/parseArguments.ts";
import { type SearchResult, search as searchAnswer, searchArguments, searchResult } from "../answers/search.ts";
import { CONTENT_KINDS } from "../core/records/content.ts";
import { LEVELS } from "../core/records/log.ts";
import { chooseEmbedder } from "../functions/chooseEmbedder.ts";
import { resultNotes } from "./search/resultNotes.ts";
import { resultRows } from "./search/resultRows.ts";
import { resultText } from "./search/resultText.ts";
import { oneOf, several, valid } from "./support/optionValues.ts";
import { printJson, printTable } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { callServer, withTarget } from "./support/target.ts";

const shape = searchArguments.shape;

export const search = new Command("search")
	.description("Find what was seen: messages, errors, failed tests, by words, a pasted line, or an id.")
	.argument("<query...>", 'words, a pasted line, or ids; "a phrase" must stand in the text, -word must not')
	.option("-s, --service <names>", "only of these services", several)
	.option("-k, --kind <kinds>", `only of these kinds: ${CONTENT_KINDS.join(", ")}`, oneOf(CONTENT_KINDS))
	.option("-l, --level <levels>", `only of these levels: ${LEVELS.join(", ")}`, oneOf(LEVELS))
	.option("-e, --environment <names>", "only of these environments", several)
	.option("--repository <name>", "only what runs and builds of this repository reported")
	.option("--branch <name>", "only what runs and builds of this branch reported")
	.option("--since <range>", "how far back: 15m, 24h, 7d", valid(shape.timeRange), "7d")
	.option("-n, --limit <number>", "most results", valid(shape.limit), "10")
	.option("--cursor <cursor>", "from an earlier result, for what follows")
	.option("--json", "print the result as JSON, as GET /api/search answers it")
	.addHelpText(
		"after",
		`
Several names go with commas between, or by giving the option again.

In a pipe it prints a line for each result, with tabs between: kind, level, count, first seen, last seen, services,
text, trace, request, run, template id. Notes go to stderr.

The exit code is 0 where nothing matches too, unlike grep's: that nothing was seen is an answer. 1 means that there is
none. For scripts, --json has the number of matches as .page.total.

Examples:
  vagus search connection refused --since 24h
  vagus search "card declined -test" --service checkout --level error,fatal
  vagus search 4bf92f3577b34da6a3ce929d0e0e4736
  vagus search timeout --json | jq -r '.hits[].sample.traceId'`,
	)
	.action(run);

interface Options {
	service?: string[];
	kind?: string[];
	level?: string[];
	environment?: string[];
	repository?: string;
	branch?: string;
	since: string;
	limit: string;
	cursor?: string;
	json?: boolean;
}

async function run(words: string[], options: Options): Promise<void> {
	const environment = settings();
	const asked = {
		query: words.join(" "),
		timeRange: options.since,
		kinds: options.kind,
		services: options.service,
		environments: options.environment,
		levels: options.level,
		repository: options.repository,
		branch: options.branch,
		limit: options.limit,
		cursor: options.cursor,
	} satisfies z.input<typeof searchArguments>;
	const args = parseArguments(searchArguments, asked);
	const result = await withTarget(environment, async (target) =>
		target.kind === "server"
			? searchResult.parse(await callServer(target, "GET", `/api/search?${queryString(asked)}`))
			: searchAnswer({ db: target.db, embedder: chooseEmbedder(environment), now: new Date() }, args),
	);
	print(result, options);
}

function print(result: SearchResult, options: Options): void {
	if (options.json) {
		printJson(result);
	} else if (process.stdout.isTTY) {
		console.log(resultText(result, { columns: process.stdout.columns || 80, colors: pc }));
	} else {
		printTable([], resultRows(result));
		for (const note of resultNotes(result)) console.error(note);
	}
}

function queryString(asked: Record<string, string | string[] | undefined>): string {
	const given = Object.entries(asked).filter(([, value]) => value !== undefined);
	return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
