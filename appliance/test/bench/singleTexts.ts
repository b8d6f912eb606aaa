// Single texts of many clients through the whole appliance, beside ONNX Runtime alone at its best batch size. By hand:
// npm run bench:appliance -- [--model DIRECTORY | --layers 24] [--tokens 32,128,512] [--clients 64] [--seconds 20] [--rounds 3]
import { parseArgs } from "node:util";
import { signedFetch } from "../../../core/signature/signedFetch.ts";
import { signingKeys } from "../../../core/signature/signingKeys.ts";
import type { EngineInfo } from "../../src/engine/engine.ts";
import { openModelDirectory } from "../../src/model/modelDirectory.ts";
import { loadTokenizer, type Tokenizer } from "../../src/model/tokenizer.ts";
import { BGE_LARGE } from "../model/bertShape.ts";
import { startProgram } from "../support/startProgram.ts";
import { KEY } from "../support/testAppliance.ts";
import { bareLoop, type LoopSpeed } from "./bareLoop.ts";
import { bgeLargeShape } from "./bgeLargeShape.ts";
import { cpuSeconds } from "./cpuSeconds.ts";

type Speed = Pick<LoopSpeed, "tokensPerSecond" | "tokensPerCpuSecond">;

const NAME = "bench/model";
const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128];
/** Different texts: so many that none is asked for by two clients at once. */
const TEXTS = 1_000;
/** What texts are made of: longer words first, and at last what is one token in every vocabulary. */
const WORDS = ["failed", "a"];

const { values } = parseArgs({
	options: {
		model: { type: "string" },
		layers: { type: "string", default: `${BGE_LARGE.layers}` },
		tokens: { type: "string", default: "32,128,512" },
		clients: { type: "string", default: "64" },
		seconds: { type: "string", default: "20" },
		rounds: { type: "string", default: "3" },
	},
});
const [seconds, clients, count] = [Number(values.seconds), Number(values.clients), Number(values.rounds)];
const model = await openModelDirectory(values.model ?? (await bgeLargeShape(["fp32"], Number(values.layers))), NAME);
const tokenizer = await loadTokenizer(model);
const program = await startProgram({ VAGUS_APPLIANCE_MODEL: NAME, VAGUS_APPLIANCE_MODEL_DIR: model.path });
await program.ready;
const { precision, device }: EngineInfo = await (await fetch(`${program.url}/healthz`)).json();
const file = model.files[precision] ?? "";
console.log(`${device}, ${precision}, ${clients} clients, ${count} rounds of ${seconds} s each`);
const send = signedFetch(signingKeys(KEY)[0], { fetch, now: Date.now });

const rows = [];
for (const length of values.tokens.split(",").map(Number)) {
	const texts = Array.from({ length: TEXTS }, (_, index) => textOf(tokenizer, length, index));
	let batches = BATCHES;
	const rounds: { bare: Speed; served: Speed }[] = [];
	// Turn by turn, since the machine's other work comes and goes.
	for (let round = 0; round < count; round += 1) {
		const alone = round === 0 ? seconds / BATCHES.length : seconds;
		const [best] = await bareLoop({
			file,
			provider: "cpu",
			lengths: [length],
			batches,
			runTokens: 4096,
			seconds: alone,
		});
		if (!best) throw new Error(`No batch of texts of ${length} tokens fits.`);
		batches = [best.batch];
		rounds.push({ bare: best, served: await servedSpeed(texts) });
	}
	// The first one found the best batch size, in short runs.
	const [, ...measured] = rounds;
	const mean = (of: "bare" | "served", what: keyof Speed) =>
		measured.reduce((sum, round) => sum + round[of][what], 0) / measured.length;
	rows.push({
		"tokens a text": length,
		"best batch": batches[0],
		"bare tokens/s": Math.round(mean("bare", "tokensPerSecond")),
		"served tokens/s": Math.round(mean("served", "tokensPerSecond")),
		"served / bare": (mean("served", "tokensPerSecond") / mean("bare", "tokensPerSecond")).toFixed(3),
		"the same by CPU seconds": (mean("served", "tokensPerCpuSecond") / mean("bare", "tokensPerCpuSecond")).toFixed(3),
	});
}
console.table(rows);
program.child.kill("SIGTERM");
await program.exited;

/** Tokens a second that the clients get, each of which asks for one text after another. */
async function servedSpeed(texts: string[]): Promise<Speed> {
	let next = 0;
	let tokens = 0;
	const cpu = await cpuOfAppliance();
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
	const tokensPerSecond = (1000 * tokens) / (performance.now() - start);
	return { tokensPerSecond, tokensPerCpuSecond: tokens / ((await cpuOfAppliance()) - cpu) };
}

/** Of the server and the model's process; the clients are not in it. */
async function cpuOfAppliance(): Promise<number> {
	const pids = [program.child.pid, program.lines.find(({ msg }) => msg === "The model is ready")?.pid].map(Number);
	return (await Promise.all(pids.map(cpuSeconds))).reduce((sum, used) => sum + used, 0);
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
