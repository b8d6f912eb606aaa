import { Hono } from "hono";
import type { ApplianceServices } from "../applianceServices.ts";

/** Liveness and readiness, for those who have no key. */
export function healthRoutes(services: ApplianceServices): Hono {
	return new Hono()
		.get("/healthz", (c) => {
			const { engine } = services.model ?? {};
			const { ready, reason } = readiness(services);
			return c.json({ status: "ok", ready, reason, ...engine?.info, restarts: engine?.restarts ?? 0 });
		})
		.get("/readyz", (c) => {
			const { ready, reason } = readiness(services);
			return c.json({ ready, checks: [{ name: "model", ready, reason }] }, ready ? 200 : 503);
		});
}

function readiness({ model, stopping }: ApplianceServices): { ready: boolean; reason?: string } {
	if (stopping) return { ready: false, reason: "The appliance is stopping." };
	if (!model) return { ready: false, reason: "The model is being loaded." };
	return model.engine.ready ? { ready: true } : { ready: false, reason: "The model's process is being started again." };
}
