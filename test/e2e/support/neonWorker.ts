import { neonConfig } from "@neondatabase/serverless";
import worker from "../../../functions/entries/worker.ts";

type Fetch = typeof worker.fetch;
type Env = Parameters<Fetch>[1];

/** The Worker, its Neon driver pointed at a proxy of the test's instead of Neon's own. */
export default {
	fetch: (request: Request, env: Env, context: Parameters<Fetch>[2]) =>
		worker.fetch(request, throughProxy(env), context),
	scheduled: (event: unknown, env: Env) => worker.scheduled(event, throughProxy(env)),
};

function throughProxy(env: Env): Env {
	neonConfig.wsProxy = () => String(env.WEB_SOCKET_PROXY);
	neonConfig.useSecureWebSocket = false;
	neonConfig.pipelineTLS = false;
	neonConfig.pipelineConnect = false;
	return env;
}
