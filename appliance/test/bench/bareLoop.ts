import { InferenceSession, Tensor } from "onnxruntime-node";
import { POOLED, pooledModel } from "../../src/engine/pooledModel.ts";

export interface BareLoopOptions {
	/** The ONNX file that the engine runs. */
	file: string;
	provider: "cuda" | "cpu";
	deviceId?: number;
	/** Tokens of a text; all of a run are of one length, so nothing is padded. */
	lengths: readonly number[];
	/** Texts of a run; those with more than `runTokens` are left out. */
	batches: readonly number[];
	runTokens: number;
	/** How long each shape is run. */
	seconds: number;
}

export interface LoopSpeed {
	length: number;
	batch: number;
	tokensPerSecond: number;
	/** The same by the time of all cores together: what other programs take of them is not in it. */
	tokensPerCpuSecond: number;
}

/**
 * What ONNX Runtime alone does: the model in a loop, in this process, on tensors that are made beforehand. The best batch
 * size of each length, in the lengths' order. No server can be faster on the same texts.
 */
export async function bareLoop(options: BareLoopOptions): Promise<LoopSpeed[]> {
	const { file, provider, deviceId = 0, lengths, batches, runTokens } = options;
	const session = await InferenceSession.create(await pooledModel(file), {
		executionProviders: provider === "cuda" ? [{ name: "cuda", deviceId }, "cpu"] : ["cpu"],
		logSeverityLevel: 3,
	});
	const best: LoopSpeed[] = [];
	for (const length of lengths) {
		const speeds: LoopSpeed[] = [];
		for (const batch of batches.filter((texts) => texts * length <= runTokens)) {
			speeds.push(await speedOf(session, { length, batch, seconds: options.seconds }));
		}
		best.push(speeds.reduce((one, other) => (other.tokensPerSecond > one.tokensPerSecond ? other : one)));
	}
	await session.release();
	return best;
}

async function speedOf(
	session: InferenceSession,
	{ length, batch, seconds }: { length: number; batch: number; seconds: number },
): Promise<LoopSpeed> {
	const dims = [batch, length];
	const filled = (value: bigint) => new Tensor("int64", new BigInt64Array(batch * length).fill(value), dims);
	const feeds: Record<string, Tensor> = { input_ids: filled(1n), attention_mask: filled(1n) };
	if (session.inputNames.includes("token_type_ids")) feeds.token_type_ids = filled(0n);
	await session.run(feeds, [POOLED]);
	const start = performance.now();
	const cpu = process.cpuUsage();
	let runs = 0;
	while (performance.now() - start < seconds * 1000) {
		await session.run(feeds, [POOLED]);
		runs++;
	}
	const tokens = runs * batch * length;
	const { user, system } = process.cpuUsage(cpu);
	return {
		...{ length, batch, tokensPerSecond: (1000 * tokens) / (performance.now() - start) },
		tokensPerCpuSecond: (1e6 * tokens) / (user + system),
	};
}
