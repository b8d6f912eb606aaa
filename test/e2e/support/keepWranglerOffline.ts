import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets wrangler, in this process and in those that it starts, neither ask nor tell Cloudflare, nor write to a home. */
export function keepWranglerOffline(): void {
	Object.assign(process.env, {
		CLOUDFLARE_CF_FETCH_ENABLED: "false",
		WRANGLER_SEND_METRICS: "false",
		WRANGLER_LOG_PATH: join(tmpdir(), "vagus-wrangler-logs"),
	});
}
