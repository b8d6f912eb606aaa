// How well nearness tells whether two errors are one, by threshold: `node test/bench/nearErrors.ts`. Of the model behind
// VAGUS_EMBEDDINGS_URL where that is set, else of the built-in lexical embedder.
import Table from "cli-table3";
import { chooseEmbedder } from "../../functions/chooseEmbedder.ts";
import { readEnvironment } from "../../functions/environment.ts";
import { precisionAndRecall, scorePairs } from "../groups/nearScores.ts";

const embedder = chooseEmbedder(readEnvironment(process.env));
const scored = await scorePairs(embedder);
const table = new Table({ head: ["similarity ≥", "precision", "recall", "by nearness alone: precision", "recall"] });
for (let least = 80; least < 100; least += 2) {
	const near = scored.filter(({ similarity }) => similarity >= least / 100);
	const figures = [
		precisionAndRecall(scored, (pair) => pair.mayBeOne && near.includes(pair)),
		precisionAndRecall(scored, (pair) => near.includes(pair)),
	];
	table.push([least / 100, ...figures.flatMap(({ precision, recall }) => [precision.toFixed(3), recall.toFixed(3)])]);
}
const same = scored.filter((pair) => pair.same).length;
console.log(`${embedder.model}: ${same} pairs that are one error, ${scored.length - same} that are two`);
console.log(table.toString());
