// Single texts of many clients through the whole appliance, beside ONNX Runtime alone at its best batch size. By hand:
// npm run bench:appliance -- [--model DIRECTORY] [--tokens 32,128,512] [--clients 64] [--seconds 20] [--rounds 3]
import { parseArgs } from "node:util";
import { signedFetch } from "../../../core/signature/signedFetch.ts";
import { signingKeys } from "../../../core/signature/signingKeys.ts";
import type { EngineInfo } from "../../src/engine/engine.ts";
import { openModelDirectory } from "../../src/model/modelDirectory.ts";
import { loadTokenizer, type Tokenizer } from "../../src/model/tokenizer.ts";
import { startProgram } from "../support/startProgram.ts";
import { KEY } from "../support/testAppliance.ts";
import { bareLoop } from "./bareLoop.ts";
import { bgeLargeShape } from "./bgeLargeShape.ts";

const NAME = "bench/model";
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128];
/** Different texts: so many that none is asked for by two clients at once. */
const TEXTS = 1_000;

const { values } = parseArgs({
	options: {
		model: { type: "string" },
		tokens: { type: "string", default: "32,128,512" },
		clients: { type: "string", default: "64" },
		seconds: { type: "string", default: "20" },
		rounds: { type: "string", default: "3" },
	},
});
const [seconds, clients, rounds] = [Number(values.seconds), Number(values.clients), Number(values.rounds)];
const model = await openModelDirectory(values.model ?? (await bgeLargeShape(["fp32"])), NAME);
const tokenizer = await loadTokenizer(model);
const program = await startProgram({ VAGUS_APPLIANCE_MODEL: NAME, VAGUS_APPLIANCE_MODEL_DIR: model.path });
await program.ready;
const { precision, device }: EngineInfo = await (await fetch(`${program.url}/healthz`)).json();
console.log(`${device}, ${precision}, ${clients} clients, ${rounds} rounds of ${seconds} s each`);
const send = signedFetch(signingKeys(KEY)[0], { fetch, now: Date.now });

const rows = [];
for (const length of values.tokens.split(",").map(Number)) {
	const texts = Array.from({ length: TEXTS }, (_, index) => textOf(tokenizer, length, index));
	let batches = BATCHES;
	const speeds: { bare: number; served: number }[] = [];
	// Turn by turn, since the machine's other work comes and goes.
	for (let round = 0; round < rounds; round += 1) {
		const [best] = await bareLoop({
			...{ file: model.files[precision] ?? "", provider: "cpu", lengths: [length], batches },
			...{ runTokens: 4096, seconds: round === 0 ? seconds / BATCHES.length : seconds },
		});
		if (!best) throw new Error(`No batch of ${length} tokens fits.`);
		batches = [best.batch];
		speeds.push({ bare: best.tokensPerSecond, served: await servedSpeed(texts) });
	}
	// The first one found the best batch size in short runs.
	const [, ...measured] = speeds;
	const mean = (of: "bare" | "served") => measured.reduce((sum, speed) => sum + speed[of], 0) / measured.length;
	rows.push({
		"tokens a text": length,
		"best batch": batches[0],
		"bare tokens/s": Math.round(mean("bare")),
		"served tokens/s": Math.round(mean("served")),
		"served / bare": (mean("served") / mean("bare")).toFixed(3),
	});
}
console.table(rows);
program.child.kill("SIGTERM");
await program.exited;

/** Tokens a second that the clients get, each of which asks for one text after another. */
async function servedSpeed(texts: string[]): Promise<number> {
	let next = 0;
	let tokens = 0;
	const start = performance.now();
	const client = async () => {
		while (performance.now() - start < seconds * 1000) {
			const input = texts[next++ % texts.length];
			const body = JSON.stringify({ model: NAME, input, encoding_format: "base64" });
			const response = await send(`${program.url}/v1/embeddings`, { method: "POST", body });
			if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
			tokens += (await response.json()).usage.prompt_tokens;
		}
	};
	await Promise.all(Array.from({ length: clients }, client));
	return (1000 * tokens) / (performance.now() - start);
}

/** A text of so many tokens, different from others. */
function textOf(encoder: Tokenizer, tokens: number, index: number): string {
	const words = [`${index}`];
	const lengthOf = (more: string[]) => encoder.encode([...words, ...more].join(" "), "passage").length;
	for (const word of WORDS) {
		while (lengthOf([word]) <= tokens) words.push(word);
	}
	return words.join(" ");
}

/** Longer ones first; the last one is a token of every vocabulary. */
const WORDS = ["failed", "a"];
