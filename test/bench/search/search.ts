// Search over more and more log lines of the same statements, in one run: `npm run bench:search`, with
// VAGUS_TEST_POSTGRES_URL. `--quick` ends at a million lines.
import { performance } from "node:perf_hooks";
import Table from "cli-table3";
import ora from "ora";
import { search, searchArguments } from "../../../answers/search.ts";
import { drainPending } from "../../../embedding/drain.ts";
import { lexicalEmbedder } from "../../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../../schema/database.ts";
import { withBenchDatabase } from "../benchDatabase.ts";
import { randomNumbers, type Statement, statements } from "./corpus.ts";
import { addLines, addStatements } from "./load.ts";
import { printRecall } from "./recall.ts";

const SIZES = process.argv.includes("--quick") ? [100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000];
const STATEMENTS = 20_000;
/** Of each kind of query, at each size. */
const QUERIES = 100;

const spinner = ora();

await withBenchDatabase("search", async (db) => {
	const corpus = statements(STATEMENTS);
	spinner.start("statements");
	await addStatements(db, corpus);
	await drainPending(db, lexicalEmbedder, {
		onProgress: ({ embedded }) => {
			spinner.text = `embedding: ${embedded} of ${STATEMENTS} statements`;
		},
	});
	const table = new Table({
		head: ["lines", "query", "p50 ms", "p95 ms", `p95 over that at ${SIZES[0]?.toLocaleString("en")}`, "hits"],
		style: { head: [], border: [] },
	});
	const first = new Map<string, number>();
	let lines = 0;
	for (const size of SIZES) {
		const now = new Date();
		await addLines(db, size - lines, now, (done) => {
			spinner.text = `lines: ${(lines + done).toLocaleString("en")} of ${size.toLocaleString("en")}`;
		});
		lines = size;
		await db.script("VACUUM ANALYZE");
		for (const [name, queries] of Object.entries(queriesOf(corpus))) {
			spinner.text = `${lines.toLocaleString("en")} lines: ${name}`;
			const { p50, p95, hits } = await measure(db, now, queries);
			first.set(name, first.get(name) ?? p95);
			const ratio = p95 / (first.get(name) ?? p95);
			table.push([lines.toLocaleString("en"), name, p50.toFixed(1), p95.toFixed(1), ratio.toFixed(2), hits.toFixed(1)]);
		}
	}
	spinner.stop();
	console.log(`${STATEMENTS.toLocaleString("en")} statements; the same queries at each size, one after another.`);
	console.log(table.toString());
});
await withBenchDatabase("recall", (db) => printRecall(db, spinner));

type Query = Parameters<typeof searchArguments.parse>[0];

/** What people and agents ask, by kind. */
function queriesOf(corpus: Statement[]): Record<string, Query[]> {
	const random = randomNumbers(11);
	const some = (build: (statement: Statement) => Query) =>
		Array.from({ length: QUERIES }, () => build(corpus[Math.floor(random() * corpus.length)] as Statement));
	const words = ({ line }: Statement) => line.replaceAll("%n", "").split(" ").filter(Boolean);
	return {
		"three words": some((statement) => ({ query: words(statement).slice(0, 3).join(" ") })),
		"one common word": some((statement) => ({ query: words(statement)[2] })),
		"a pasted line": some(({ line }) => ({ query: line.replaceAll("%n", "99") })),
		"a misspelled word": some((statement) => ({ query: misspelled(words(statement)[0] ?? "") })),
		"words, one service": some((statement) => ({
			query: words(statement).slice(0, 2).join(" "),
			services: statement.service,
		})),
		"words, the last hour": some((statement) => ({ query: words(statement).slice(0, 2).join(" "), timeRange: "1h" })),
		"words, errors": some((statement) => ({ query: words(statement).slice(0, 2).join(" "), levels: "error" })),
	};
}

function misspelled(word: string): string {
	return `${word.slice(0, 3)}${word.slice(4)}${word.slice(3, 4)}`;
}

async function measure(db: Database, now: Date, queries: Query[]): Promise<{ p50: number; p95: number; hits: number }> {
	const times: number[] = [];
	let hits = 0;
	for (const query of queries) {
		const start = performance.now();
		hits += (await search({ db, embedder: lexicalEmbedder, now }, searchArguments.parse(query))).hits.length;
		times.push(performance.now() - start);
	}
	times.sort((a, b) => a - b);
	const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
	return { p50: at(0.5), p95: at(0.95), hits: hits / queries.length };
}
