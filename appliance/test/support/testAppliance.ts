import { signedFetch } from "../../../core/signature/signedFetch.ts";
import { type SigningKey, signingKeys } from "../../../core/signature/signingKeys.ts";
import { type Appliance, startAppliance } from "../../src/server/startAppliance.ts";
import { readSettings } from "../../src/settings/settings.ts";
import { type QuietLog, quietLog } from "../model/quietLog.ts";
import { testModel } from "../model/testModel.ts";

export interface TestAppliance extends Appliance {
	key: SigningKey;
	log: QuietLog;
	/** Signs. */
	fetch: ReturnType<typeof signedFetch>;
	/** Posts a body as JSON, signed. */
	post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
	/** A sample of the metrics, such as `vagus_appliance_texts_total`; 0 where there is none. */
	sample(series: string): Promise<number>;
	/** The model's process that was started last. */
	modelPid(): number;
}

export const KEY = `test:${"k".repeat(43)}`;

/** An appliance with a small random model on ports of its own, ready; `variables` are added to its environment. */
export async function testAppliance(variables: Record<string, string> = {}): Promise<TestAppliance> {
	const model = await testModel();
	const log = quietLog();
	const settings = readSettings({
		PORT: "0",
		METRICS_PORT: "0",
		VAGUS_APPLIANCE_KEYS: KEY,
		VAGUS_APPLIANCE_MODEL: model.name,
		VAGUS_APPLIANCE_MODEL_DIR: model.path,
		VAGUS_APPLIANCE_PROVIDER: "cpu",
		...variables,
	});
	const appliance = await startAppliance(settings, log);
	await appliance.ready;
	const [key] = signingKeys(KEY);
	const send = signedFetch(key, { fetch, now: Date.now });
	return {
		...appliance,
		key,
		log,
		fetch: send,
		post: (path, body, headers) =>
			send(`${appliance.url}${path}`, {
				method: "POST",
				headers: { "content-type": "application/json", ...headers },
				body: JSON.stringify(body),
			}),
		sample: async (series) => {
			const text = await (await fetch(appliance.metricsUrl ?? "")).text();
			const line = text.split("\n").find((line) =>
				line
					.replace(/,?otel_scope_name="[^"]*"/, "")
					.replace("{}", "")
					.startsWith(`${series} `),
			);
			return Number(line?.split(" ").at(-1) ?? 0);
		},
		modelPid: () => Number(log.lines.findLast(({ pid }) => pid !== undefined)?.pid),
	};
}
