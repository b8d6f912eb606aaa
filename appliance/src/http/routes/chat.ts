import { type Context, Hono } from "hono";
import type { ApplianceServices, Vllm } from "../applianceServices.ts";
import { HttpError } from "../httpError.ts";
import { httpLimits } from "../httpLimits.ts";
import { unavailable } from "../refusalOf.ts";
import type { Signed } from "../requireSignature.ts";
import { untilBroken } from "../untilBroken.ts";

/** `POST /v1/chat/completions`, passed on to vLLM as it is; its answer comes back as it is, streaming or not. */
export function chatRoutes(services: ApplianceServices): Hono<Signed> {
	let open = 0;
	services.metrics.watchChats(() => open);
	return new Hono<Signed>().post("/v1/chat/completions", async (c) => {
		const vllm = vllmOf(services);
		if (open >= vllm.chats) {
			const detail = `${open} chats are under way, as many as there is room for. Send it again in ${RETRY_AFTER} s.`;
			throw new HttpError(429, "too_many_chats", detail, { "retry-after": `${RETRY_AFTER}` });
		}
		open += 1;
		// After the last byte, or when the caller leaves.
		c.env.outgoing.once("close", () => {
			open -= 1;
		});
		const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(httpLimits.chatMs)]);
		const { body, status, headers } = await ask(c, vllm, signal);
		const whole =
			body &&
			untilBroken(body, (error) => {
				if (!signal.aborted) services.log.warn({ err: error }, "vLLM broke an answer off");
				// The connection breaks off as well: that tells the caller.
				c.env.outgoing.destroy();
			});
		return new Response(whole, { status, headers: passedOn(headers) });
	});
}

/** A chat takes seconds: most have one that ends about now. */
const RETRY_AFTER = 1;

function vllmOf({ vllm, stopping }: ApplianceServices): Vllm {
	if (stopping) throw unavailable("stopping", "The appliance is stopping. Send it again.");
	if (!vllm) throw new HttpError(404, "no_vllm", "This appliance passes no chats on. Set VLLM_URL where it runs.");
	return vllm;
}

async function ask(c: Context<Signed>, { url, apiKey }: Vllm, signal: AbortSignal): Promise<Response> {
	try {
		return await fetch(new URL("v1/chat/completions", url.endsWith("/") ? url : `${url}/`), {
			method: "POST",
			headers: { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
			body: Uint8Array.from(c.get("body")),
			signal,
		});
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		const { cause } = error as Error;
		const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
		throw unavailable("vllm_unavailable", `vLLM cannot be reached${reason}. Is it still starting?`);
	}
}

/** What describes the answer itself; the rest is between this server and vLLM. */
function passedOn(headers: Headers): Headers {
	const names = ["content-type", "retry-after", "x-request-id"];
	return new Headers(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])));
}
