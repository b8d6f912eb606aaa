import { chooseEncoder } from "./chooseEncoder.ts";
import { deviceName } from "./deviceName.ts";
import type { EngineSpec, FromProcess, Measured, ToProcess } from "./messages.ts";
import type { Encoder } from "./openEncoder.ts";

// The model's own process: a run blocks its thread, a crash of the runtime ends it alone, and only its end gives memory
// back. It ends with the program that started it. A run that fails ends it, too: a CUDA context does no more after that.
process.on("disconnect", () => process.exit());
// These reach all processes of a terminal or a service: the program lets what runs end first, and then disconnects.
process.on("SIGINT", () => undefined).on("SIGTERM", () => undefined);

let encoder: Encoder;
let last: Promise<void> = Promise.resolve();
process.on("message", (message: ToProcess) => {
	last = last.then(() => ("load" in message ? load(message.load, message.measured ?? null) : run(message.run)));
});

async function load(spec: EngineSpec, before: Measured): Promise<void> {
	try {
		const { encoder: opened, measured, ...chosen } = await chooseEncoder(spec, before);
		encoder = opened;
		const { name: model, dimensions, maxTokens } = spec.model;
		const device = await deviceName(chosen.provider, spec.deviceId);
		send({ ready: { model, dimensions, maxTokens, ...chosen, device }, measured, warmUpMs: opened.warmUpMs });
	} catch (error) {
		send({ failed: error instanceof Error ? error.message : String(error) });
	}
}

async function run(batch: Int32Array[]): Promise<void> {
	send({ vectors: await encoder.encode(batch) });
}

const send = (message: FromProcess) => process.send?.(message);
