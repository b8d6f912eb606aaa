/** Asks the gateway as users do, about eight times a second, until it is told to end. */
export function startLoad(port: number): { end(): Promise<void> } {
	const asked = new Set<Promise<unknown>>();
	let count = 0;
	const timer = setInterval(() => {
		count += 1;
		const path = count % 3 === 0 ? "catalog" : "orders";
		const answer = fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(5000) })
			.then((response) => response.text())
			.catch(() => {})
			.finally(() => asked.delete(answer));
		asked.add(answer);
	}, 1000 / PER_SECOND);
	return {
		end: async () => {
			clearInterval(timer);
			await Promise.all(asked);
		},
	};
}

const PER_SECOND = 8;
